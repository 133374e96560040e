"""`cleanbill relief bid` and `approve`: what a plan chose is proposed, and decided by another who saw its schedule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cleanbill import records
from cleanbill.cli.options import day
from cleanbill.cli.programme import STORE, Name, When, Where, Who, by, opened, said, sha256, told, wrote
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.engine import sealed_connection
from cleanbill.fund import differences
from cleanbill.records import Agreement, Chosen, Portfolio, Purchase
from cleanbill.relief import DEBTS, portfolios
from cleanbill.relief.round import Line, Planned, lines_of, read_planned, still_cleared
from cleanbill.vault import KeyDestroyed, Keyring

# `cleanbill relief` step by step to debts abolished: staff, agree, offer, own, abolish.


KINDS = ("NDA", "BAA", "PSA")
BEFORE_OWNED = ("offered", "analysed", "bid")


def staff(
    user: Annotated[str, typer.Argument(help="Their user name.", metavar="USER")],
    who: Who,
    role: Annotated[
        list[str] | None, typer.Option(help="prepare, approve, books or staff; none for who has left.")
    ] = None,
    store: Where = STORE,
    at: When = None,
) -> None:
    """Say what someone of the staff may do.

    Example: cleanbill relief staff bob --role approve --as ann
    """
    with opened(store, begin=True) as held:
        records.set_roles(held, by(who, at), user, role or ())
    said(f"{user} may now: {', '.join(role or ()) or 'nothing'}.")


def agree(
    agreement: Annotated[str, typer.Argument(help="Its name.", metavar="AGREEMENT")],
    holder: Annotated[str, typer.Option(help="With whom.")],
    kind: Annotated[str, typer.Option(help="NDA, BAA (to look at a file) or PSA (to buy).")],
    since: Annotated[str, typer.Option(help="First day.", metavar="YYYY-MM-DD")],
    who: Who,
    keep_days: Annotated[
        int | None,
        typer.Option(
            help="How long data may be kept after its deal closes or its offer came to nothing.  [default: no term]",
            min=0,
            metavar="DAYS",
        ),
    ] = None,
    recall_days: Annotated[
        int, typer.Option(help="How long the seller may recall what it sold.", min=0, metavar="DAYS")
    ] = 0,
    store: Where = STORE,
    at: When = None,
) -> None:
    """Record an agreement with a holder of debts.

    Example: cleanbill relief agree psa-1 --holder Mercy --kind PSA --since 2026-11-01 --keep-days 2190 --as ann
    """
    if kind not in KINDS:
        raise CleanbillError(f"--kind {kind} is no agreement. Name one of {', '.join(KINDS)}.")
    made = Agreement(
        agreement, kind, holder, day(since, "--since"), permitted_use="abolition", recall_window_days=recall_days,
        keep_days=keep_days,
    )  # fmt: skip
    with opened(store) as held:
        records.agree(held, by(who, at), made)
    said(f"{kind} {agreement} with {holder} is on record.")


def offer(
    purchase: Name,
    portfolio: Annotated[str, typer.Option(help="The portfolio, as `relief intake` named it.")],
    who: Who,
    kind: Annotated[str, typer.Option(help="Who sells: provider, agency or buyer.")] = "provider",
    store: Where = STORE,
    at: When = None,
) -> None:
    """Record that a portfolio is offered.

    Example: cleanbill relief offer drive-1 --portfolio mercy-1 --as ann
    """
    held = portfolios.on_offer(store, portfolio)
    try:
        Keyring(store / "keys").key(portfolio)
    except KeyDestroyed:
        raise CleanbillError(
            f"The data of portfolio {portfolio} was destroyed. Take the seller's file in anew, under another name."
        ) from None
    part = held.accepted
    made = Portfolio(portfolio, held.holder, kind, held.sale_file_sha256, part.rows, part.face_cents, held.taken_in_on)
    with opened(store) as records_:
        records.offer(records_, by(who, at), purchase, made)
    said(f"{held.holder} offers {part.rows:,} accounts of {usd(part.face_cents)}.")


def still_offered(store: Path, purchase: Purchase) -> None:
    """Raises CleanbillError where the seller corrected the file of a purchase that is not yet made."""
    if purchase.state in BEFORE_OWNED:  # what was bought stays bought, and its step may be repeated
        portfolios.on_offer(store, purchase.portfolio_id)


def own(
    purchase: Name, agreement: Annotated[str, typer.Option(help="The PSA.")],
    sale: Annotated[Path, typer.Option("--file", help="The seller's sale file, the very one.", metavar="FILE")],
    who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Buy what was bid for: the funds pay, and the bill of sale is written beside the records.

    Example: cleanbill relief own drive-1 --agreement psa-1 --file sale.csv --as ann
    """
    with opened(store) as held:
        still_offered(store, records.purchase(held, purchase))
        records.own(held, by(who, at), purchase, agreement_id=agreement, sale_file_sha256=sha256(sale))
        wrote(store / f"{purchase}-schedule.csv", records.schedule_csv(held, purchase))
        sold = records.bill_of_sale(held, purchase, "the programme")
        wrote(store / f"{purchase}-bill-of-sale.txt", sold.text())
        told(held, purchase)


def abolish(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Propose to abolish all that a purchase holds. Another person must approve it.

    Example: cleanbill relief abolish drive-1 --as ann
    """
    with opened(store) as held:
        records.propose_abolition(held, by(who, at), purchase)
    said("Proposed: to abolish all that is held.")


DECIDED = ("bid", "abolition", "mailing", "remailing")


def bid(
    purchase: Name, plan: Annotated[Path, typer.Option(help="The folder that `relief plan` wrote.", metavar="FOLDER")],
    who: Who,
    out: Annotated[
        Path | None,
        typer.Option(help="Where the bid's schedule is written.  [default: beside the records]", metavar="FILE"),
    ] = None,
    store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Propose to bid for what a plan chose, screened again on the day. Another person must approve its schedule.

    Example: cleanbill relief bid drive-1 --plan my-plan --as ann
    """
    acts = by(who, at)
    with opened(store) as held:
        planned = read_planned(plan, Keyring(store / "keys").hashing_key())
        portfolio = records.purchase(held, purchase).portfolio_id
        chosen = _chosen(store, held, portfolio, planned, acts.on)
        _as_bound(held, planned, {one.fund_id for one in chosen}, acts.on)
        qualified, face_cents = planned.qualified[portfolio]
        records.analyse(
            held, acts, purchase, programme=planned.programme, qualified=qualified, qualified_face_cents=face_cents
        )
        schedule = _not_others(out or store / f"{purchase}-bid.csv")
        records.propose_bid(held, acts, purchase, chosen)
        _check_open(held, purchase)
        wrote(schedule, records.bid_csv(held, purchase))
    _tell(chosen, schedule)


def _not_others(schedule: Path) -> Path:
    """The path. Raises CleanbillError where another file than a schedule lies there, as the seller's might."""
    if schedule.exists() and not schedule.read_bytes().startswith(records.BID_HEAD):
        raise CleanbillError(f"{schedule} is no schedule of a bid, and would be lost. Name another place with --out.")
    return schedule


def _check_open(held: records.Store, purchase: str) -> None:
    """Raises CleanbillError where no bid waits: the step was taken before, and a repeat changes nothing."""
    if not any(one.kind == "bid" and not one.decision for one in records.proposals(held, purchase)):
        state = records.purchase(held, purchase).state
        raise CleanbillError(
            f"Nothing is proposed: {purchase} stands at {state}. `cleanbill relief status` tells its next step."
        )


def _chosen(store: Path, held: records.Store, portfolio: str, planned: Planned, on: date) -> list[Chosen]:
    with sealed_connection() as con:
        accounts = portfolios.read_portfolios(con, store, [portfolio], Keyring(store / "keys"))
        debts = con.read_parquet(portfolios.portfolio(store, portfolio).folder / DEBTS)
        lines = lines_of(con, accounts, debts, planned.plan, portfolio, price_bp=planned.price_bp)
        seen = portfolios.seen_in(con, store, [portfolio], records.debts_bought(held))
        still_cleared(con, accounts, lines, seen=seen, despite=planned.despite, today=on)
    return [Chosen(**{key: getattr(one, key) for key in Line.__dataclass_fields__}) for one in lines]


def _as_bound(held: records.Store, planned: Planned, funds: Iterable[str], on: date) -> None:
    """The plan must have been made under the terms in force: under others it might have chosen what they forbid."""
    for name, terms in sorted(records.binding(held, set(funds), on).items()):
        if name not in planned.terms:
            raise CleanbillError(f"{planned.plan} spends of fund {name}, whose terms it was not made under. Plan anew.")
        if other := differences(terms, planned.terms[name]):
            raise CleanbillError(
                f"The plan was made under other terms of fund {name} than those in force: it has {'; '.join(other)}. "
                "Plan anew: `cleanbill relief plan` without --funds takes the terms in force."
            )


def _tell(chosen: list[Chosen], schedule: Path) -> None:
    funds: dict[str, list[Chosen]] = defaultdict(list)
    for one in chosen:
        funds[one.fund_id].append(one)
    said(f"Proposed: {_summed(chosen)}.")
    for name in sorted(funds):
        said(f"  {name}: {_summed(funds[name])}")
    said(f"{schedule} lists every account. Who approves looks at it and gives its hash, SHA-256 {sha256(schedule)}.")


def _summed(chosen: list[Chosen]) -> str:
    face, price = (usd(sum(getattr(one, key) for one in chosen)) for key in ("face_cents", "price_cents"))
    return f"{len(chosen):,} accounts of {face} for {price}"


def approve(
    purchase: Name, what: Annotated[str, typer.Argument(help=f"{', '.join(DECIDED)}.", metavar="WHAT")], who: Who,
    looked_at: Annotated[
        str, typer.Option("--sha256", help="Of a bid: the hash of its schedule, as `sha256sum` tells it.")
    ] = "",
    store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Approve what another person proposed: a bid by the hash of the schedule you saw. An abolition is not undone.

    Example: cleanbill relief approve drive-1 bid --sha256 "$(sha256sum programme/drive-1-bid.csv)" --as bob
    """
    if what not in DECIDED:
        raise CleanbillError(f"{what} is nothing to approve. Approve one of {', '.join(DECIDED)}.")
    seen = (looked_at.split() or [""])[0].lower()  # `sha256sum` tells the file after the hash
    if what == "bid" and not seen:
        raise CleanbillError(
            f"Approve a bid by the schedule you looked at: `relief bid` wrote it, {store / f'{purchase}-bid.csv'} if "
            'nobody named another place. Read it, and give its hash: --sha256 "$(sha256sum FILE)".'
        )
    with opened(store) as held:
        if what == "bid":
            still_offered(store, records.purchase(held, purchase))
        if what == "remailing":
            numbers = [each.number for each in records.proposals(held, purchase) if each.kind == what]
            records.approve_remailing(held, by(who, at), purchase, max(numbers, default=1), seen)
        else:
            getattr(records, f"approve_{what}")(held, by(who, at), purchase, seen)
        told(held, purchase)
        if what.endswith("mailing"):
            said("The letters and the sponsor's words in them may go out. Take them to the printer: `relief print`.")

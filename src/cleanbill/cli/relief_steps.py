"""`cleanbill relief` step by step to debts abolished: offer, bid, own, abolish; decisions by two people."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cleanbill import records
from cleanbill.cli.options import day
from cleanbill.cli.step_command import as_command, said, told
from cleanbill.cli.store_options import STORE, Name, When, Where, Who, by, opened, sealed_connection, sha256
from cleanbill.core.cents import usd
from cleanbill.core.errors import CleanbillError
from cleanbill.records import Agreement, Chosen, Portfolio
from cleanbill.relief import portfolios
from cleanbill.relief.round import read_pots
from cleanbill.relief.round.bid import Line, lines_of, still_cleared
from cleanbill.relief.round.planned import Planned, read_planned
from cleanbill.relief.seen import DEBTS
from cleanbill.vault import Keyring

Funds = Annotated[Path, typer.Option(help="Funds and how they are bound, YAML.", metavar="FILE")]
KINDS = ("NDA", "BAA", "PSA")
DECIDED = ("bid", "abolition", "mailing", "remailing")


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
    with opened(store) as held:
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
    held = portfolios.portfolio(store, portfolio)
    part = held.accepted
    made = Portfolio(portfolio, held.holder, kind, held.sale_file_sha256, part.rows, part.face_cents, held.taken_in_on)
    with opened(store) as records_:
        records.offer(records_, by(who, at), purchase, made)
    said(f"{held.holder} offers {part.rows:,} accounts of {usd(part.face_cents)}.")


def bid(
    purchase: Name, plan: Annotated[Path, typer.Option(help="The folder that `relief plan` wrote.", metavar="FOLDER")],
    funds: Funds, who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Propose to bid for what a plan chose, screened again on the day. Another person must approve it.

    Example: cleanbill relief bid drive-1 --plan my-plan --funds funds.yaml --as ann
    """
    planned = read_planned(plan)
    bound, acts = [pot.fund for pot in read_pots(funds)], by(who, at)
    with opened(store) as held:
        portfolio = records.purchase(held, purchase).portfolio_id
        chosen = _chosen(store, held, portfolio, planned, acts.on)
        qualified, face_cents = planned.qualified[portfolio]
        records.analyse(
            held, acts, purchase, programme=planned.programme, qualified=qualified, qualified_face_cents=face_cents
        )
        records.propose_bid(held, acts, purchase, chosen, bound)
    face, price = (usd(sum(getattr(one, key) for one in chosen)) for key in ("face_cents", "price_cents"))
    said(f"Proposed: {len(chosen):,} accounts of {face} for {price}.")


def _chosen(store: Path, held: records.Store, portfolio: str, planned: Planned, on: date) -> list[Chosen]:
    with sealed_connection() as con:
        accounts = portfolios.read_portfolios(con, store, [portfolio], Keyring(store / "keys"))
        debts = con.read_parquet(portfolios.portfolio(store, portfolio).folder / DEBTS)
        lines = lines_of(con, accounts, debts, planned.plan, portfolio)
        seen = portfolios.seen_in(con, store, [portfolio], records.debts_bought(held))
        still_cleared(con, accounts, lines, seen=seen, despite=planned.despite, today=on)
    return [Chosen(**{key: getattr(one, key) for key in Line.__dataclass_fields__}) for one in lines]


def approve(
    purchase: Name, what: Annotated[str, typer.Argument(help=f"{', '.join(DECIDED)}.", metavar="WHAT")], who: Who,
    store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Approve what another person proposed. An abolition cannot be undone.

    Example: cleanbill relief approve drive-1 bid --as bob
    """
    if what not in DECIDED:
        raise CleanbillError(f"{what} is nothing to approve. Approve one of {', '.join(DECIDED)}.")
    with opened(store) as held:
        if what == "remailing":
            numbers = [each.number for each in records.proposals(held, purchase) if each.kind == what]
            records.approve_remailing(held, by(who, at), purchase, max(numbers, default=1))
        else:
            getattr(records, f"approve_{what}")(held, by(who, at), purchase)
        told(held, purchase)
        if what.endswith("mailing"):
            said("The letters and the sponsor's words in them may go out. Take them to the printer: `relief print`.")


def own(
    purchase: Name, agreement: Annotated[str, typer.Option(help="The PSA.")],
    sale: Annotated[Path, typer.Option("--file", help="The seller's sale file, the very one.", metavar="FILE")],
    funds: Funds, who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Buy what was bid for: the funds pay, and the bill of sale is written beside the records.

    Example: cleanbill relief own drive-1 --agreement psa-1 --file sale.csv --funds funds.yaml --as ann
    """
    bound = [pot.fund for pot in read_pots(funds)]
    with opened(store) as held:
        records.own(
            held, by(who, at), purchase, agreement_id=agreement, sale_file_sha256=sha256(sale), funds=bound
        )  # fmt: skip
        (store / f"{purchase}-schedule.csv").write_text(records.schedule_csv(held, purchase), "utf-8")
        sold = records.bill_of_sale(held, purchase, "the programme")
        (store / f"{purchase}-bill-of-sale.txt").write_text(sold.text(), "utf-8")
        told(held, purchase)


def abolish(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Propose to abolish all that a purchase holds. Another person must approve it.

    Example: cleanbill relief abolish drive-1 --as ann
    """
    with opened(store) as held:
        records.propose_abolition(held, by(who, at), purchase)
    said("Proposed: to abolish all that is held.")


staff_command, agree_command, offer_command = as_command(staff), as_command(agree), as_command(offer)
bid_command, approve_command, own_command = as_command(bid), as_command(approve), as_command(own)
abolish_command = as_command(abolish)

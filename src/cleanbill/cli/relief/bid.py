"""`cleanbill relief` step by step to debts abolished: staff, agree, offer, own, abolish."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cleanbill.acts import (
    DECIDED,
    Bid,
    approve_proposal,
    bid_for_plan,
    buy,
    offer_portfolio,
    open_office,
    propose_abolition,
    record_agreement,
    set_roles,
)
from cleanbill.cli.options import day
from cleanbill.cli.programme import STORE, Name, When, Where, Who, by, said, said_where
from cleanbill.core.money import usd
from cleanbill.records import Agreement, Chosen

# `cleanbill relief bid` and `approve`: what a plan chose is proposed, and decided by another who saw its schedule.


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
    with open_office(store) as office:
        _tell(bid_for_plan(office, by(who, at), purchase, plan, out))


def _tell(bid: Bid) -> None:
    said(f"Proposed: {_summed(bid.accounts)}.")
    for name, accounts in bid.by_fund.items():
        said(f"  {name}: {_summed(accounts)}")
    said(f"{bid.schedule} lists every account. Who approves looks at it and gives its hash, SHA-256 {bid.sha256}.")


def _summed(accounts: Sequence[Chosen]) -> str:
    face, price = (usd(sum(getattr(account, key) for account in accounts)) for key in ("face_cents", "price_cents"))
    return f"{len(accounts):,} accounts of {face} for {price}"


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
    with open_office(store) as office:
        decision = approve_proposal(office, by(who, at), purchase, what, looked_at)
    said_where(decision.purchase)
    if decision.letters_may_go:
        said("The letters and the sponsor's words in them may go out. Take them to the printer: `relief print`.")


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
    with open_office(store, begin=True) as office:
        now = set_roles(office, by(who, at), user, role or ())
    said(f"{now.user} may now: {', '.join(now.roles) or 'nothing'}.")


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
    made = Agreement(
        agreement, kind, holder, day(since, "--since"), permitted_use="abolition", recall_window_days=recall_days,
        keep_days=keep_days,
    )  # fmt: skip
    with open_office(store) as office:
        record_agreement(office, by(who, at), made)
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
    with open_office(store) as office:
        offered = offer_portfolio(office, by(who, at), purchase, portfolio, kind)
    said(f"{offered.holder} offers {offered.accounts:,} accounts of {usd(offered.face_cents)}.")


def own(
    purchase: Name, agreement: Annotated[str, typer.Option(help="The PSA.")],
    sale: Annotated[Path, typer.Option("--file", help="The seller's sale file, the very one.", metavar="FILE")],
    who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Buy what was bid for: the funds pay, and the bill of sale is written beside the records.

    Example: cleanbill relief own drive-1 --agreement psa-1 --file sale.csv --as ann
    """
    with open_office(store) as office:
        bought = buy(office, by(who, at), purchase, agreement_id=agreement, sale_file=sale)
    said_where(bought.purchase)


def abolish(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Propose to abolish all that a purchase holds. Another person must approve it.

    Example: cleanbill relief abolish drive-1 --as ann
    """
    with open_office(store) as office:
        propose_abolition(office, by(who, at), purchase)
    said("Proposed: to abolish all that is held.")

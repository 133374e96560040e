"""`cleanbill relief` step by step to debts abolished: staff, agree, offer, own, abolish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanbill import records
from cleanbill.cli.options import day
from cleanbill.cli.step_command import as_command, said, told
from cleanbill.cli.store_options import STORE, Name, When, Where, Who, by, opened, sha256, wrote
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.records import Agreement, Portfolio, Purchase
from cleanbill.relief import portfolios
from cleanbill.vault import KeyDestroyed, Keyring

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


staff_command, agree_command, offer_command = as_command(staff), as_command(agree), as_command(offer)
own_command, abolish_command = as_command(own), as_command(abolish)

"""`cleanbill relief` step by step: offer, bid, own, abolish, close; each act by a person, decisions by two."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill import records
from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson, day, plain_app
from cleanbill.cli.store_options import STORE, Name, When, Where, Who, by, opened, sha256
from cleanbill.core.cents import usd
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect
from cleanbill.records import Agreement, Chosen, Portfolio
from cleanbill.relief.round import read_pots
from cleanbill.relief.round.bid import Line, lines_of, offer_of

Accounts = Annotated[Path, typer.Option(help="The seller's file of accounts.", metavar="FILE")]
Funds = Annotated[Path, typer.Option(help="Funds and how they are bound, YAML.", metavar="FILE")]
DECIDED = ("bid", "abolition")


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
    _said(f"{user} may now: {', '.join(role or ()) or 'nothing'}.")


def agree(
    agreement: Annotated[str, typer.Argument(help="Its name.", metavar="AGREEMENT")],
    holder: Annotated[str, typer.Option(help="With whom.")],
    kind: Annotated[str, typer.Option(help="NDA, BAA (to look at a file) or PSA (to buy).")],
    since: Annotated[str, typer.Option(help="First day.", metavar="YYYY-MM-DD")],
    who: Who,
    store: Where = STORE,
    at: When = None,
) -> None:
    """Record an agreement with a holder of debts.

    Example: cleanbill relief agree psa-1 --holder Mercy --kind PSA --since 2026-11-01 --as ann
    """
    told = Agreement(agreement, kind, holder, day(since, "--since"), permitted_use="abolition")
    with opened(store) as held:
        records.agree(held, by(who, at), told)
    _said(f"{kind} {agreement} with {holder} is on record.")


def offer(
    purchase: Name, accounts: Accounts, holder: Annotated[str, typer.Option(help="Who offers.")], who: Who,
    kind: Annotated[str, typer.Option(help="provider, agency or buyer.")] = "provider",
    store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Record that a portfolio is offered.

    Example: cleanbill relief offer drive-1 --accounts offer.csv --holder Mercy --as ann
    """
    told, acts = offer_of(connect(), accounts), by(who, at)
    made = Portfolio(purchase, holder, kind, sha256(accounts), told.accounts, told.face_cents, acts.on)
    with opened(store) as held:
        records.offer(held, acts, purchase, made)
    _said(f"{holder} offers {told.accounts:,} accounts of {usd(told.face_cents)}.")


def bid(
    purchase: Name, plan: Annotated[Path, typer.Option(help="The folder that `relief plan` wrote.", metavar="FOLDER")],
    accounts: Accounts, funds: Funds, who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Propose to bid for what a plan chose. Another person must approve it.

    Example: cleanbill relief bid drive-1 --plan my-plan --accounts offer.csv --funds funds.yaml --as ann
    """
    try:
        told = json.loads((plan / "summary.json").read_text("utf-8"))
    except (OSError, ValueError):
        raise CleanbillError(f"{plan} is no folder of `cleanbill relief plan`.") from None
    lines = lines_of(connect(), accounts, plan / "plan.csv")
    chosen = [Chosen(**{key: getattr(one, key) for key in Line.__dataclass_fields__}) for one in lines]
    bound, acts = [pot.fund for pot in read_pots(funds)], by(who, at)
    with opened(store) as held:
        records.analyse(
            held, acts, purchase, programme=told["programme"], qualified=told["qualified"],
            qualified_face_cents=told["qualified_cents"],
        )  # fmt: skip
        records.propose_bid(held, acts, purchase, chosen, bound)
    face, price = (usd(sum(getattr(one, key) for one in chosen)) for key in ("face_cents", "price_cents"))
    _said(f"Proposed: {len(chosen):,} accounts of {face} for {price}.")


def approve(
    purchase: Name, what: Annotated[str, typer.Argument(help="bid or abolition.", metavar="WHAT")], who: Who,
    store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Approve what another person proposed. An abolition cannot be undone.

    Example: cleanbill relief approve drive-1 bid --as bob
    """
    if what not in DECIDED:
        raise CleanbillError(f"{what} is nothing to approve. Approve a {' or an '.join(DECIDED)}.")
    with opened(store) as held:
        (records.approve_bid if what == "bid" else records.approve_abolition)(held, by(who, at), purchase)
        _state(held, purchase)


def own(
    purchase: Name, agreement: Annotated[str, typer.Option(help="The PSA.")], accounts: Accounts, funds: Funds,
    who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Buy what was bid for: the funds pay, and the bill of sale is written beside the records.

    Example: cleanbill relief own drive-1 --agreement psa-1 --accounts offer.csv --funds funds.yaml --as ann
    """
    bound = [pot.fund for pot in read_pots(funds)]
    with opened(store) as held:
        records.own(
            held, by(who, at), purchase, agreement_id=agreement, sale_file_sha256=sha256(accounts), funds=bound
        )  # fmt: skip
        (store / f"{purchase}-schedule.csv").write_text(records.schedule_csv(held, purchase), "utf-8")
        sold = records.bill_of_sale(held, purchase, "the programme")
        (store / f"{purchase}-bill-of-sale.txt").write_text(sold.text(), "utf-8")
        _state(held, purchase)


def abolish(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Propose to abolish all that a purchase holds. Another person must approve it.

    Example: cleanbill relief abolish drive-1 --as ann
    """
    with opened(store) as held:
        records.propose_abolition(held, by(who, at), purchase)
    _said("Proposed: to abolish all that is held.")


def status(store: Where = STORE, as_json: AsJson = False) -> None:
    """Every purchase, where it stands, and what became of its face.

    Example: cleanbill relief status
    """
    with opened(store) as held:
        told = records.purchases(held)
    if as_json:
        keys = ("purchase_id", "state", "accounts", "face_cents", "price_cents", "abolished_cents")
        print(json.dumps([{key: getattr(one, key) for key in keys} for one in told]))
        return
    table = Table(title="Purchases", title_justify="left")
    for heading in ("purchase", "state", "accounts", "face", "price", "abolished"):
        table.add_column(heading, justify="left" if heading in {"purchase", "state"} else "right")
    for one in told:
        amounts = (usd(each) for each in (one.face_cents, one.price_cents, one.abolished_cents))
        table.add_row(one.purchase_id, one.state, f"{one.accounts:,}", *amounts)
    Console(highlight=False).print(table)


def audit(store: Where = STORE) -> None:
    """Follow the chain of every act from the first to the last; exit 1 where it is broken.

    Example: cleanbill relief audit
    """
    file = store / "records.sqlite3"
    told = records.verify(file)
    if not told.holds:
        _said(f"The chain is broken at act {told.broken_at}: {told.why}")
        raise typer.Exit(BROKEN_LAW)
    _said(f"{told.acts:,} acts, each linked to the one before it. Head: {told.head}")


def _state(held: records.Store, purchase: str) -> None:
    one = records.purchase(held, purchase)
    face, price, gone = (usd(each) for each in (one.face_cents, one.price_cents, one.abolished_cents))
    _said(f"{purchase} is {one.state}: {face} for {price}, {gone} abolished.")


def _said(text: str) -> None:
    Console(highlight=False).print(text, soft_wrap=True, markup=False)


def _command(step: Callable[..., None]) -> Any:
    """A step as a command of its own."""
    app = plain_app()
    app.command()(step)
    return typer.main.get_command(app)


staff_command, agree_command, offer_command = _command(staff), _command(agree), _command(offer)
bid_command, approve_command, own_command = _command(bid), _command(approve), _command(own)
abolish_command, status_command, audit_command = _command(abolish), _command(status), _command(audit)

"""`cleanbill relief destroy` and `certificate`: a portfolio's data destroyed by two people, and the proof of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cleanbill import records
from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson, day
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, When, Where, Who, by, opened, said
from cleanbill.core.errors import CleanbillError
from cleanbill.records import By, Clock, Store, TakenIn
from cleanbill.relief import Portfolio, portfolio, portfolios
from cleanbill.vault import Certificate, Keyring, destroyed, personal_files, remains
from cleanbill.vault import destroy as destroy_in
from cleanbill.vault import due as due_of

# `cleanbill relief due`: by when each portfolio's data must be destroyed, under which agreement.


HEADINGS = ("portfolio", "agreement", "last day", "days left", "")


def due(
    within: Annotated[
        int | None, typer.Option(help="Only those due within so many days, or over.", min=0, metavar="DAYS")
    ] = None,
    today: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    store: Where = STORE,
    as_json: AsJson = False,
) -> None:
    """By when each portfolio's data must be destroyed: the most pressing first, then those without a last day.

    Example: cleanbill relief due --within 90
    """
    on = datetime.now(UTC).date() if today is None else day(today, "--today")
    taken = [taken_in(portfolios.portfolio(store, name)) for name in portfolios.portfolio_names(store)]
    with opened(store) as held:
        rows = [_row(one, on) for one in _in_turn(records.clocks(held, taken), on, within)]
    if as_json:
        print(json.dumps(rows, default=str))
    else:
        _tell(rows, on, within)


def taken_in(held: portfolios.Portfolio) -> TakenIn:
    """What the records are told of a portfolio."""
    return TakenIn(held.portfolio_id, held.holder, held.sale_file_sha256, held.taken_in_on)


def _in_turn(clocks: Iterable[Clock], on: date, within: int | None) -> list[Clock]:
    by_name = {one.portfolio_id: one for one in clocks}
    counted = [one.held for one in by_name.values() if one.held is not None]
    days = max(((one.destroy_by - on).days for one in counted), default=0) if within is None else within
    pressing = [by_name[one.portfolio_id] for one in due_of(counted, on, within_days=days)]
    return pressing if within is not None else [*pressing, *(one for one in by_name.values() if one.held is None)]


def _row(one: Clock, on: date) -> dict[str, Any]:
    asked = one.destruction
    last = one.held.destroy_by if one.held else None
    return {
        "portfolio_id": one.portfolio_id,
        "holder": one.holder,
        "agreement_id": one.agreement.agreement_id if one.agreement else None,
        "keep_days": one.agreement.keep_days if one.agreement else None,
        "counted_from": one.counted_from,
        "destroy_by": last,
        "days_left": (last - on).days if last else None,
        "open": list(one.open),
        "asked_by": asked.asked_by if asked else None,
        "approved_by": (asked.approved_by or None) if asked else None,
        "declined_by": (asked.declined_by or None) if asked else None,
        "declined_why": (asked.declined_why or None) if asked else None,
        "destroyed_on": asked.destroyed_on if asked else None,
    }


def _tell(rows: list[dict[str, Any]], on: date, within: int | None) -> None:
    if not rows:
        said("No portfolio is there." if within is None else f"Nothing is due within {within} days of {on}.")
        return
    table = Table(title=f"Portfolios and how long their data may be kept, on {on}", title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, justify="right" if heading == "days left" else "left")
    for row in rows:
        left = row["days_left"]
        told = "" if left is None else f"{left:,}" if left >= 0 else f"{-left:,} over"
        cells = (row["portfolio_id"], row["agreement_id"] or "", str(row["destroy_by"] or ""), told)
        table.add_row(*cells, _stands(row))
    print_table(table)


def _stands(row: dict[str, Any]) -> str:
    """What else is to be told of a portfolio."""
    if row["destroyed_on"]:
        return f"destroyed on {row['destroyed_on']}"
    if row["approved_by"]:
        return f"approved by {row['approved_by']}, not done: run `relief destroy --approve`"
    asked = f"{row['asked_by']} asked to destroy it" if row["asked_by"] else ""
    if row["declined_by"]:
        asked = f"{row['declined_by']} declined to destroy it: {row['declined_why']}"
    open_ = f"open: {', '.join(row['open'])}" if row["open"] else ""
    term = "" if row["agreement_id"] else "no agreement names a term"
    return "; ".join(filter(None, (open_, term, asked)))


FOLDER = "certificates"


def destroy(
    name: Annotated[str, typer.Argument(help="The portfolio.", metavar="PORTFOLIO")],
    who: Who,
    approve: Annotated[bool, typer.Option("--approve", help="Destroy what another person asked to destroy.")] = False,
    decline: Annotated[
        bool, typer.Option("--decline", help="Decide against what another person asked to destroy.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why it is declined; it is on record for good, so name nobody.")] = "",
    store: Where = STORE,
    at: When = None,
) -> None:
    """Ask to destroy a portfolio's data; with --approve, destroy it for good. Broken off, run it again.

    With --decline and a --reason nothing is destroyed; it may be asked for anew.

    Example: cleanbill relief destroy mercy-1 --as ann
    """
    if approve and decline:
        raise CleanbillError("Either --approve it or --decline it.")
    if reason and not decline:
        raise CleanbillError("--reason is of what is declined. Give it with --decline.")
    of, acts = portfolio(store, name), by(who, at)
    with opened(store) as held:
        if decline:
            records.decline_destruction(held, acts, of.portfolio_id, reason)
            said(f"Declined: the data of {of.portfolio_id} stays. It may be asked for anew.")
        elif approve:
            _approved(held, acts, of, store)
        else:
            _asked(held, acts, of)


def _asked(held: Store, acts: By, of: Portfolio) -> None:
    records.ask_destruction(held, acts, taken_in(of))
    (one,) = (each for each in records.destructions(held) if each.portfolio_id == of.portfolio_id)
    if one.destroyed_on is not None:
        said(f"The data of {of.portfolio_id} was destroyed on {one.destroyed_on}.")
        return
    said(f"{one.asked_by} asked to destroy the data of {of.portfolio_id}: {len(personal_files(of.folder)):,} files.")
    said(f"Nothing is destroyed yet. Another person approves: `cleanbill relief destroy {of.portfolio_id} --approve`.")


def _approved(held: Store, acts: By, of: Portfolio, store: Path) -> None:
    """Approved on record first, then destroyed, then certified on record: each step can be taken again."""
    ring, to = Keyring(store / "keys"), store / FOLDER / f"{of.portfolio_id}.json"
    if not to.exists():
        ring.key(of.portfolio_id)  # nothing is approved that cannot be done
    to.parent.mkdir(mode=0o700, exist_ok=True)
    records.approve_destruction(held, acts, taken_in(of))
    (one,) = (each for each in records.destructions(held) if each.portfolio_id == of.portfolio_id)
    made = destroy_in(
        ring, of.portfolio_id, of.folder, agreement_id=one.agreement_id, asked_by=one.asked_by,
        approved_by=one.approved_by, at=acts.at, to=to,
    )  # fmt: skip
    on = datetime.fromisoformat(made.destroyed_at).date()
    records.certify_destruction(held, acts, of.portfolio_id, certificate_sha256=made.sha256, on=on)
    gone = len(made.sealed) + len(made.unsealed)
    said(f"The data of {of.portfolio_id} is destroyed: its key and {gone:,} files. {to} certifies it.")
    said("What was printed, exported or backed up unsealed is not reached by this: destroy it too.")


def certificate(
    file: Annotated[Path, typer.Argument(help="A certificate of destruction.", metavar="FILE")],
    store: Where = STORE,
) -> None:
    """Check that a certificate is the one on record, and that nothing is here of what it says is gone; else exit 1.

    Example: cleanbill relief certificate programme/certificates/mercy-1.json
    """
    told = _read(file)
    if not store.is_dir():
        raise CleanbillError(f"There is no folder {store}: whether the data is gone is seen where it was kept.")
    with opened(store) as held:
        wrong = [*_unlike(held, told), *_still_here(store, told)]
    for each in wrong:
        said(f"- {each}")
    if wrong:
        said(f"The certificate of {told.portfolio_id} does not hold.")
        raise typer.Exit(BROKEN_LAW)
    gone = len(told.sealed) + len(told.unsealed)
    said(f"{told.portfolio_id} was destroyed at {told.destroyed_at}: asked by {told.asked_by}, approved by "
         f"{told.approved_by}. Neither its key nor any of its {gone:,} files is here.")  # fmt: skip


def _read(file: Path) -> Certificate:
    try:
        return destroyed(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CleanbillError(f"{file} cannot be read ({type(error).__name__}).") from None


def _unlike(held: Store, told: Certificate) -> list[str]:
    """What the chain of acts says otherwise, or does not say."""
    ours = [one for one in records.acts(held) if one.subject == told.portfolio_id and one.act == records.CERTIFIED]
    if not ours:
        return ["no act of the records certifies this destruction: run `cleanbill relief destroy --approve` again"]
    if json.loads(ours[-1].details)["certificate_sha256"] != told.sha256:
        return ["the records certify another text: this one was changed, or is of another programme"]
    return []


def _still_here(store: Path, told: Certificate) -> list[str]:
    folder = store / "portfolios" / told.portfolio_id
    again = "run `cleanbill relief destroy --approve` again"
    return [f"{name} of {told.portfolio_id} is still here: {again}"
            for name in remains(Keyring(store / "keys"), told, folder)]  # fmt: skip

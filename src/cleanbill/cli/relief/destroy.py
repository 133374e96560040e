"""`cleanbill relief due`: by when each portfolio's data must be destroyed, under which agreement."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from cleanbill.acts import (
    Asked,
    Destroyed,
    approve_destruction,
    ask_destruction,
    check_certificate,
    clocks_due,
    decline_destruction,
    open_office,
)
from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, When, Where, Who, by, on_day, said
from cleanbill.core.errors import CleanbillError
from cleanbill.records import Clock

# `cleanbill relief destroy` and `certificate`: a portfolio's data destroyed by two people, and the proof of it.


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
    acts = by(who, at)
    with open_office(store) as office:
        if decline:
            decline_destruction(office, acts, name, reason)
            said(f"Declined: the data of {name} stays. It may be asked for anew.")
        elif approve:
            _tell_destroyed(approve_destruction(office, acts, name))
        else:
            _tell_asked(ask_destruction(office, acts, name))


def _tell_asked(asked: Asked) -> None:
    one = asked.destruction
    if one.destroyed_on is not None:
        said(f"The data of {one.portfolio_id} was destroyed on {one.destroyed_on}.")
        return
    said(f"{one.asked_by} asked to destroy the data of {one.portfolio_id}: {asked.files:,} files.")
    said(f"Nothing is destroyed yet. Another person approves: `cleanbill relief destroy {one.portfolio_id} --approve`.")


def _tell_destroyed(gone: Destroyed) -> None:
    said(f"The data of {gone.portfolio_id} is destroyed: its key and {gone.files:,} files. {gone.path} certifies it.")
    said("What was printed, exported or backed up unsealed is not reached by this: destroy it too.")


def certificate(
    file: Annotated[Path, typer.Argument(help="A certificate of destruction.", metavar="FILE")],
    store: Where = STORE,
) -> None:
    """Check that a certificate is the one on record, and that nothing is here of what it says is gone; else exit 1.

    Example: cleanbill relief certificate programme/certificates/mercy-1.json
    """
    checked = check_certificate(store, file)
    one = checked.certificate
    for fault in checked.faults:
        said(f"- {fault}")
    if checked.faults:
        said(f"The certificate of {one.portfolio_id} does not hold.")
        raise typer.Exit(BROKEN_LAW)
    gone = len(one.sealed) + len(one.unsealed)
    said(f"{one.portfolio_id} was destroyed at {one.destroyed_at}: asked by {one.asked_by}, approved by "
         f"{one.approved_by}. Neither its key nor any of its {gone:,} files is here.")  # fmt: skip


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
    on = on_day(today)
    with open_office(store) as office:
        rows = [_row(one, on) for one in clocks_due(office, on, within)]
    if as_json:
        print(json.dumps(rows, default=str))
    else:
        _tell(rows, on, within)


def _row(clock: Clock, on: date) -> dict[str, Any]:
    asked = clock.destruction
    last = clock.held.destroy_by if clock.held else None
    return {
        "portfolio_id": clock.portfolio_id,
        "holder": clock.holder,
        "agreement_id": clock.agreement.agreement_id if clock.agreement else None,
        "keep_days": clock.agreement.keep_days if clock.agreement else None,
        "counted_from": clock.counted_from,
        "destroy_by": last,
        "days_left": (last - on).days if last else None,
        "open": list(clock.open),
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

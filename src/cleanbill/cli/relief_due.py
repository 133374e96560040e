"""`cleanbill relief due`: by when each portfolio's data must be destroyed, under which agreement."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from cleanbill import records
from cleanbill.cli.options import AsJson, day
from cleanbill.cli.step_command import as_command, said
from cleanbill.cli.store_options import STORE, Where, opened
from cleanbill.cli.whole_table import print_table
from cleanbill.records import Clock, TakenIn
from cleanbill.relief import portfolios
from cleanbill.vault import due as due_of

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


due_command = as_command(due)

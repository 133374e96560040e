"""`cleanbill people`: residents and their cover, and the population that financing works on."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson, day
from cleanbill.cli.output import print_table
from cleanbill.door import EnrolmentCheck, Held, check_cover, population_targets, short_usd

ROWS = (
    ("people", "people", "people"),
    ("days on which someone must be covered", "person_days", "person-days"),
    ("covered", "covered_days", "person-days"),
    ("not covered", "gap_days", "person-days"),
    ("people with a day not covered", "gap_people", "people"),
    ("covered more than once", "overlap_days", "person-days"),
    ("people covered more than once", "overlap_people", "people"),
    ("cover of people who are not in the table", "unknown_rows", "rows"),
    ("cover before birth", "before_birth_days", "person-days"),
    ("cover after death", "after_death_days", "person-days"),
    ("cover that ends before it starts", "backwards_rows", "rows"),
    ("covered, though neither living nor working here", "elsewhere_days", "person-days"),
)


def check(
    people: Annotated[Path, typer.Option(help="Table of people, CSV or Parquet.", metavar="FILE")],
    cover: Annotated[Path, typer.Option(help="Table of who is covered when, CSV or Parquet.", metavar="FILE")],
    events: Annotated[
        Path | None, typer.Option(help="Births, deaths, moves and work, CSV or Parquet.", metavar="FILE")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="First day.  [default: of the cover]", metavar="YYYY-MM-DD")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", help="Last day.  [default: of the cover]", metavar="YYYY-MM-DD")
    ] = None,
    residents_only: Annotated[bool, typer.Option("--residents-only", help="Ask no cover for work alone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that each person has exactly one cover on every day; exit 1 where not.

    Example: cleanbill people check --people people.csv --cover cover.csv --from 2025-01-01 --to 2025-12-31
    """
    first, last = (None if text is None else day(text, option) for text, option in ((start, "--from"), (end, "--to")))
    checked = check_cover(people, cover, events, start=first, end=last, residents_only=residents_only)
    if as_json:
        values = {"from": checked.start.isoformat(), "to": checked.end.isoformat(), "proven": checked.proof.proven}
        print(json.dumps(values | asdict(checked.proof)))
    else:
        _tell(checked)
    if not checked.proof.proven:
        raise typer.Exit(BROKEN_LAW)


def targets(
    year: Annotated[int, typer.Option(help="Year of the population, 2023 to 2030.", metavar="YEAR")] = 2023,
    as_json: AsJson = False,
) -> None:
    """Hold the population of Massachusetts beside every published total that it is weighted to.

    Example: cleanbill people targets --year 2023
    """
    beside = population_targets(year)
    if as_json:
        print(json.dumps(beside.summary))
        return
    console = Console(highlight=False)
    console.print(f"Massachusetts, {year}", style="bold")
    for group, same in groupby(beside.rows, key=lambda row: (row.group, row.unit, row.source)):
        print_table(_of_group(group, list(same)), console)
    met = len(beside.rows) - len(beside.missed)
    console.print(f"{met} of {len(beside.rows)} targets are met within 1 %.", style="bold")
    for row in beside.missed:
        console.print(f"[red]missed[/] {row.group}, {row.name}: {row.why_missed}", soft_wrap=True)
    if beside.unearned is not None:
        surveyed, imputed = (short_usd(dollars * 100) for dollars in beside.unearned)
        console.print(
            f"Interest, dividends, gains and partnership income: {surveyed} as surveyed, {imputed} with the top "
            "imputed to the IRS totals.",
            soft_wrap=True,
        )


def _of_group(group: tuple[str, str, str], rows: list[Held]) -> Table:
    """One group of targets, from one source."""
    what, unit, source = group
    table = Table(title=f"{what} ({unit}), {source}", title_justify="left")
    for name in ("", "target", "achieved", "off %", "how"):
        table.add_column(name, justify="left" if name in {"", "how"} else "right")
    for row in rows:
        found = (row.name, _short(row, row.target), _short(row, row.achieved), f"{row.off_bp / 100:+.2f}")
        table.add_row(*found, row.status, style=None if row.met else "red")
    return table


def _short(row: Held, value: int) -> str:
    """Dollars in three digits, shares as percent, people and returns as they are."""
    if row.unit == "basis points":
        return f"{value / 100:.1f} %"
    return short_usd(value * 100) if row.unit == "dollars" else f"{value:,}"


def _tell(checked: EnrolmentCheck) -> None:
    console, counts = Console(highlight=False), asdict(checked.proof)
    table = Table(title=f"{checked.start} to {checked.end}, both included", title_justify="left")
    for name in ("what", "count", "of"):
        table.add_column(name, justify="right" if name == "count" else "left")
    for what, name, unit in ROWS:
        table.add_row(what, f"{counts[name]:,}", unit, style="red" if name in checked.proof.faults else None)
    print_table(table, console)
    says = "Proven: each has exactly one cover on every day." if checked.proof.proven else "Not proven; see above."
    console.print(says, style="bold")

"""`cleanbill people`: residents and their cover, and the population that financing works on."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson, day, plain_app
from cleanbill.engine import connect
from cleanbill.people.enrolment import Checked, check_files
from cleanbill.people.population.held import Held, held_beside_targets, unearned_base

_app = plain_app(no_args_is_help=True)

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


@_app.callback()
def people() -> None:
    """Residents and their cover."""


@_app.command()
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
    checked = check_files(connect("duckdb"), people, cover, events, start=first, end=last, working=not residents_only)
    if as_json:
        told = {"from": checked.start.isoformat(), "to": checked.end.isoformat(), "proven": checked.proof.proven}
        print(json.dumps(told | asdict(checked.proof)))
    else:
        _tell(checked)
    if not checked.proof.proven:
        raise typer.Exit(BROKEN_LAW)


@_app.command()
def targets(as_json: AsJson = False) -> None:
    """Hold the population of Massachusetts beside every published total that it is weighted to.

    Example: cleanbill people targets
    """
    rows, (surveyed, imputed) = held_beside_targets(), unearned_base()
    if as_json:
        told = [asdict(row) | {"off_bp": row.off_bp, "met": row.met} for row in rows]
        print(json.dumps({"targets": told, "unearned_surveyed": surveyed, "unearned_imputed": imputed}))
        return
    console = Console(highlight=False)
    console.print(_targets(rows))
    missed = [row for row in rows if not row.met]
    console.print(f"{len(rows) - len(missed)} of {len(rows)} targets are met within 1 %.", style="bold")
    for row in missed:
        console.print(f"[red]missed[/] {row.group}, {row.name}: {row.why_missed}", soft_wrap=True)
    console.print(
        f"Interest, dividends, gains and partnership income: {surveyed:,} dollars as surveyed, {imputed:,} with the "
        "top imputed to the IRS totals.",
        soft_wrap=True,
    )


def _targets(rows: list[Held]) -> Table:
    table = Table(title="Massachusetts, 2023", title_justify="left")
    for name in ("what", "", "target", "achieved", "off %", "status", "source"):
        table.add_column(name, justify="right" if name in {"target", "achieved", "off %"} else "left")
    group = ""
    for row in rows:
        off = f"{row.off_bp / 100:+.2f}"
        told = (
            row.group if row.group != group else "",
            f"{row.name} ({row.unit})",
            f"{row.target:,}",
            f"{row.achieved:,}",
        )
        table.add_row(*told, off, row.status, row.source, style=None if row.met else "red")
        group = row.group
    return table


def _tell(checked: Checked) -> None:
    console, counts = Console(highlight=False), asdict(checked.proof)
    table = Table(title=f"{checked.start} to {checked.end}, both included", title_justify="left")
    for name in ("what", "count", "of"):
        table.add_column(name, justify="right" if name == "count" else "left")
    for what, name, unit in ROWS:
        table.add_row(what, f"{counts[name]:,}", unit, style="red" if name in checked.proof.faults else None)
    console.print(table)
    says = "Proven: each has exactly one cover on every day." if checked.proof.proven else "Not proven; see above."
    console.print(says, style="bold")


command = typer.main.get_command(_app)

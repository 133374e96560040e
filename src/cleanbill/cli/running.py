"""Runs the main job in a terminal: progress, one table of three worlds, one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.whole_table import print_table
from cleanbill.core.money import usd
from cleanbill.follow import Terms, follow
from cleanbill.report import is_small, sentence
from cleanbill.worlds import Progress, Source

ROWS = (
    ("billed", "charge_cents"),
    ("written down", "contractual_cents"),
    ("plans paid", "plan_paid_cents"),
    ("other payers paid", "other_payer_cents"),
    ("asked of patients", "patient_share_cents"),
    ("left as debt", "debt_cents"),
)
COUNTS = (("people asked for money", "people_owing"), ("people in debt", "people_in_debt"))
EXACT = (
    "Exact numbers are in this table and in summary.json, which are not for publishing: "
    "some count 1 to 10 people. report.html withholds those."
)


def run(source: Source, out: Path, terms: Terms, *, as_json: bool) -> None:
    """Follows `source` into `out` and tells what happened; exit 1 where a law did not hold."""
    console = Console(highlight=False)
    with _progress(quiet=as_json) as progress:
        summary = follow(source, out, terms, progress=progress)
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _tell(console, summary, out)
    if not summary["balanced"]:
        broken = ", ".join(str(law["law"]) for law in summary["laws"] if not law["held"])
        Console(stderr=True).print(f"Law {broken} did not hold; do not use this result.", style="bold red")
        raise typer.Exit(BROKEN_LAW)


def _tell(console: Console, summary: Mapping[str, Any], out: Path) -> None:
    for gap in summary["source"]["gaps"]:
        console.print(f"[bold]lacks[/] {gap['lacks']}: {gap['bridged']} ({gap['rows']:,} rows)")
    print_table(_worlds(summary), console)
    if _has_small_counts(summary):
        console.print(EXACT, soft_wrap=True)
    console.print(sentence(summary), soft_wrap=True)
    console.print(f"[bold]{out / 'report.html'}[/] shows it; tables and summary.json are beside it.", soft_wrap=True)


def _has_small_counts(summary: Mapping[str, Any]) -> bool:
    """True where a count of people in the table is one that the public may not see."""
    worlds = summary["worlds"].values()
    return any(map(is_small, [summary["people"], *(world[key] for _, key in COUNTS for world in worlds)]))


def _worlds(summary: Mapping[str, Any]) -> Table:
    people, lines = summary["people"], summary["lines"]
    table = Table(title=f"{people:,} people, {summary['claims']:,} claims of {lines:,} lines", title_justify="left")
    table.add_column("")
    for world in summary["worlds"]:
        table.add_column(world, justify="right", no_wrap=True)
    worlds = list(summary["worlds"].values())
    for name, key in ROWS:
        if any(world[key] for world in worlds):
            table.add_row(name, *(usd(world[key]) for world in worlds))
    for name, key in COUNTS:
        table.add_row(name, *(f"{world[key]:,}" for world in worlds))
    relief = summary["worlds"]["relief"]
    table.add_row("abolished", "", usd(relief["abolished_cents"]), "")
    table.add_row("for", "", usd(relief["spent_cents"]), "")
    return table


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    """A bar per step on the terminal's error stream, gone when all is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bars:
        tasks: dict[str, Any] = {}

        def step(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done)

        yield step

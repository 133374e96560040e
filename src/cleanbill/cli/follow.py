"""`cleanbill follow`: the main job on a user's own tables, or on a Synthea folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import OUT, AimOf, AsJson, FundDollars, Out, Price, Seed, Today, day
from cleanbill.cli.output import print_table
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import NO_LIMIT_CENTS, cents, usd
from cleanbill.follow import Terms
from cleanbill.follow import follow as follow_bills
from cleanbill.relief.selection import AIMS, Aim
from cleanbill.report import choice_words, counts_few, is_small, sentence
from cleanbill.worlds import ClaimFiles, Progress, Sample, Source, Synthea, Tables

# The terms of a run of the main job, from what was typed.


FIRST_DAY = date(2023, 7, 1)  # the first day on which every fact of a run has a value


def run_terms(seed: int, fund: str, price: str | None, today: str | None, aim: str) -> Terms:
    """The terms of a run from what was typed; CleanbillError says what is wrong with it."""
    if not 0 <= seed < 2**63:
        raise CleanbillError(f"--seed {seed} cannot be used. Give a whole number from 0 to {2**63 - 1}.")
    given = cents(fund)
    if given < 0:
        raise CleanbillError(f"--fund {fund} is below zero. Give the dollars there are to spend.")
    if given > NO_LIMIT_CENTS:
        raise CleanbillError(f"--fund {fund} is more than there is. Give at most {usd(NO_LIMIT_CENTS)}.")
    price_bp = None if price is None else _price_bp(price)
    return Terms(today=_today(today), seed=seed, fund_cents=given, price_bp=price_bp, aim=aim_of(aim))


def aim_of(typed: str) -> Aim:
    """What to buy most of, from what was typed for --aim."""
    if typed not in AIMS:
        raise CleanbillError(f"--aim {typed} is nothing to aim at. Aim at {', '.join(AIMS)}.")
    return typed


def _price_bp(price: str) -> int:
    """Cents on the dollar, "0.85", as basis points: one cent is 100."""
    price_bp = cents(price)
    if not 0 < price_bp <= 100 * 100:
        raise CleanbillError(f"--price {price} is not a price. Give cents on the dollar, above 0 and at most 100.")
    return price_bp


def _today(typed: str | None) -> date:
    if typed is None:
        return date(datetime.now(UTC).year - 1, 12, 31)  # the last year whose care is all known
    today = day(typed, "--today")
    if today < FIRST_DAY:
        raise CleanbillError(f"--today {typed} is too early: facts and law reach back to {FIRST_DAY}.")
    return today


# Runs the main job in a terminal: progress, one table of three worlds, one sentence.


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
        summary = follow_bills(source, out, terms, progress=progress)
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
    console.print(choice_words(summary["choice"]), soft_wrap=True)
    console.print(f"[bold]{out / 'report.html'}[/] shows it; tables and summary.json are beside it.", soft_wrap=True)


def _has_small_counts(summary: Mapping[str, Any]) -> bool:
    """True where a count of people in the table or of the choice is one that the public may not see."""
    worlds = summary["worlds"].values()
    few = counts_few(summary["choice"])
    return few or any(map(is_small, [summary["people"], *(world[key] for _, key in COUNTS for world in worlds)]))


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


# `cleanbill demo`: the main job on sample residents.


PEOPLE = 10_000


def demo(
    people: Annotated[int, typer.Option(help="How many residents of Massachusetts to draw.")] = PEOPLE,
    seed: Seed = 1,
    fund: FundDollars = "1600",
    price: Price = None,
    aim: AimOf = "freed",
    today: Today = None,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Follow a year of bills of sample residents of Massachusetts, in three worlds.

    Example: cleanbill demo --people 10000 --fund 1600 --out my-run
    """
    if people < 1:
        raise CleanbillError(f"--people {people} is too few. Give at least 1.")
    run(Sample(people), out, run_terms(seed, fund, price, today, aim), as_json=as_json)


People = Annotated[Path | None, typer.Option(help="Table of residents, CSV or Parquet.", metavar="FILE")]
Claims = Annotated[Path | None, typer.Option(help="Table of claim lines, CSV or Parquet.", metavar="FILE")]
Cover = Annotated[
    Path | None,
    typer.Option(help="Table of who is under which plan when.  [default: assigned by rule]", metavar="FILE"),
]
KINDS = ("synthea", "x12", "fhir")
From = Annotated[str | None, typer.Option("--from", help="Kind of folder: synthea, x12 or fhir.", metavar="KIND")]
Folder = Annotated[Path | None, typer.Argument(help="The folder, with --from.", metavar="[FOLDER]")]


def follow(
    folder: Folder = None,
    people: People = None,
    claims: Claims = None,
    cover: Cover = None,
    kind: From = None,
    seed: Seed = 1,
    fund: FundDollars = "1600",
    price: Price = None,
    aim: AimOf = "freed",
    today: Today = None,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Follow the bills of your own tables, or of a folder of Synthea CSV, X12 837 or FHIR claims.

    Example: cleanbill follow --people people.csv --claims claims.csv --out my-run
    Example: cleanbill follow --from synthea output/csv
    Example: cleanbill follow --from x12 inbox
    """
    source = _source(folder, kind, people, claims, cover)
    run(source, out, run_terms(seed, fund, price, today, aim), as_json=as_json)


def _source(
    folder: Path | None, kind: str | None, people: Path | None, claims: Path | None, cover: Path | None
) -> Source:
    if kind is not None:
        if kind not in KINDS:
            raise CleanbillError(f"--from {kind} is not known. The kinds of folder are: {', '.join(KINDS)}.")
        if folder is None or people or claims or cover:
            raise CleanbillError(f"--from {kind} takes a folder and no tables: cleanbill follow --from {kind} DIR")
        return Synthea(folder) if kind == "synthea" else ClaimFiles(folder, kind)
    if folder is not None:
        raise CleanbillError("A folder needs its kind: cleanbill follow --from synthea DIR")
    if people is None or claims is None:
        raise CleanbillError("Name both tables: cleanbill follow --people FILE --claims FILE [--cover FILE]")
    return Tables(people, claims, cover)

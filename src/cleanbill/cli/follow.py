"""`cleanbill follow`: the main job on a user's own tables, or on a Synthea folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import OUT, AimOf, AsJson, FundDollars, Out, Price, ProgrammeOf, Seed, Today
from cleanbill.cli.output import print_view
from cleanbill.core.errors import CleanbillError
from cleanbill.door import Result, Source, choice_words, sample, synthea, tables
from cleanbill.door import claims as claim_files
from cleanbill.door import follow as follow_bills

# Runs the main job in a terminal: progress, one table of three worlds, one sentence.


def run(source: Source, out: Path, *, as_json: bool, **terms: Any) -> None:
    """Follows `source` into `out` under the terms of `door.follow` and tells what happened; exit 1 for a broken law."""
    with _progress(quiet=as_json) as progress:
        result = follow_bills(source, out=out, progress=progress, **terms)
    if as_json:
        print(json.dumps(result.summary, ensure_ascii=False))
    else:
        _tell(Console(highlight=False), result, out)
    if not result.balanced:
        broken = ", ".join(str(law["law"]) for law in result.summary["laws"] if not law["held"])
        Console(stderr=True).print(f"Law {broken} did not hold; do not use this result.", style="bold red")
        raise typer.Exit(BROKEN_LAW)


def _tell(console: Console, result: Result, out: Path) -> None:
    for gap in result.summary["source"]["gaps"]:
        console.print(f"[bold]lacks[/] {gap['lacks']}: {gap['bridged']} ({gap['rows']:,} rows)")
    print_view(result.view, console)
    console.print(result.says, soft_wrap=True)
    console.print(choice_words(result.summary["choice"]), soft_wrap=True)
    console.print(f"[bold]{out / 'report.html'}[/] shows it; tables and summary.json are beside it.", soft_wrap=True)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
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
    programme: ProgrammeOf = "undue",
    aim: AimOf = "freed",
    today: Today = None,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Follow a year of bills of sample residents of Massachusetts, in three worlds.

    Example: cleanbill demo --people 10000 --fund 1600 --out my-run
    """
    run(
        sample(people, seed=seed), out, as_json=as_json, today=today, seed=seed, fund=fund, price=price,
        programme=programme, aim=aim,
    )  # fmt: skip


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
    programme: ProgrammeOf = "undue",
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
    run(
        source, out, as_json=as_json, today=today, seed=seed, fund=fund, price=price, programme=programme, aim=aim
    )  # fmt: skip


def _source(
    folder: Path | None, kind: str | None, people: Path | None, claims: Path | None, cover: Path | None
) -> Source:
    if kind is not None:
        if kind not in KINDS:
            raise CleanbillError(f"--from {kind} is not known. The kinds of folder are: {', '.join(KINDS)}.")
        if folder is None or people or claims or cover:
            raise CleanbillError(f"--from {kind} takes a folder and no tables: cleanbill follow --from {kind} DIR")
        return synthea(folder) if kind == "synthea" else claim_files(folder, kind=kind)
    if folder is not None:
        raise CleanbillError("A folder needs its kind: cleanbill follow --from synthea DIR")
    if people is None or claims is None:
        raise CleanbillError("Name both tables: cleanbill follow --people FILE --claims FILE [--cover FILE]")
    return tables(people=people, claims=claims, cover=cover)

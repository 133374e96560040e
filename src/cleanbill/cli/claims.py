"""`cleanbill claims`: others' claims read, and the generated year of care."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from cleanbill.cli.main import BAD_INPUT
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.core.money import usd
from cleanbill.door import Progress, Taken, care_calibration, read_claim_files


def calibrate(
    people: Annotated[int, typer.Option(help="How many people of the nation's composition to draw.")] = 200_000,
    seed: Annotated[int, typer.Option(help="Number that all chance is drawn from.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Hold generated care against what is published: target beside achieved.

    Example: cleanbill claims calibrate --people 1000000
    """
    rows = care_calibration(people, seed=seed)
    if as_json:
        print(json.dumps([asdict(row) | ({"target": None} if math.isnan(row.target) else {}) for row in rows]))
        return
    table = Table(title=f"{people:,} people of the nation's composition, 2018 dollars", title_justify="left")
    for name in ("figure", "target", "achieved", "off", "unit", "source"):
        table.add_column(name, justify="right" if name in ("target", "achieved", "off") else "left", no_wrap=True)
    for row in rows:
        off = "" if math.isnan(row.target) else f"{row.off:+.1%}"
        target = "" if math.isnan(row.target) else f"{row.target:,.5g}"
        table.add_row(row.figure, target, f"{row.achieved:,.5g}", off, row.unit, row.source)
    print_table(table)


# `cleanbill claims read`: 837 and FHIR files as claim tables, with what is wrong with them.


STATUS = ("accepted", "pended", "rejected")
COLUMNS = {
    "claims": "claims",
    **dict(zip(STATUS, STATUS, strict=True)),
    "seen": "seen_before",
    "charges": "charge_cents",
}
SHOWN = 40  # findings; all of them stand in claim_finding.parquet
CLAIMS = Path("cleanbill-claims")

Sources = Annotated[list[Path], typer.Argument(help="837 or FHIR files, or folders of them.", metavar="FILE|DIR...")]
Into = Annotated[Path, typer.Option("--out", help="Folder that claims come into; one of an earlier run is added to.")]


def read(sources: Sources, out: Into = CLAIMS, as_json: AsJson = False) -> None:
    """Read claims: X12 837P and 837I, FHIR R4 Claim and ExplanationOfBenefit.

    Each claim is accepted, pended or rejected, with its reason. A claim that
    the folder holds already is not taken in again. Ends with 2 where anything
    was found, though what could be read is written.

    Example: cleanbill claims read march.837 --out claims
    Example: cleanbill claims read inbox/ bulk/Claim.ndjson --out claims
    """
    with _progress(quiet=as_json) as progress:
        taken = read_claim_files(sources, out, progress=progress)
    if as_json:
        print(json.dumps(_told(taken), ensure_ascii=False))
    else:
        _tell(taken, out)
    if taken.findings:
        raise typer.Exit(BAD_INPUT)


def _told(taken: Taken) -> dict[str, Any]:
    total = {name: sum(file[name] for file in taken.files) for name in ("claims", "seen_before", *STATUS)}
    findings = [
        {"file": f.file, "place": f.row, "element": f.column, "problem": f.problem, "remedy": f.remedy}
        for f in taken.findings
    ]
    return total | {"files": taken.files, "set_aside": taken.aside, "findings": findings}


def _tell(taken: Taken, out: Path) -> None:
    console = Console(highlight=False)
    print_table(_table(taken), console)
    for aside in taken.aside:
        console.print(f"{aside['file']}: {aside['count']:,} {aside['what']} set aside: {aside['reason']}", markup=False)
    for finding in taken.findings[:SHOWN]:
        console.print(f"- {finding}", markup=False, soft_wrap=True)
    if len(taken.findings) > SHOWN:
        console.print(f"- and {len(taken.findings) - SHOWN:,} more, in claim_finding.parquet")
    console.print(f"[bold]{out}[/] holds the tables; claim_line.parquet is what can be settled.", soft_wrap=True)


def _table(taken: Taken) -> Table:
    """A row for each file and one for all; narrow enough for a terminal of 80 columns."""
    table = Table(box=SIMPLE_HEAD, show_footer=len(taken.files) > 1, padding=(0, 0, 0, 1))
    table.add_column("file", "all", overflow="fold")
    for name, key in COLUMNS.items():
        total = sum(file[key] for file in taken.files)
        table.add_column(name, _shown(key, total), justify="right", no_wrap=True)
    for file in taken.files:
        table.add_row(file["file"], *(_shown(key, file[key]) for key in COLUMNS.values()))
    return table


def _shown(key: str, number: int) -> str:
    return usd(number) if key.endswith("_cents") else f"{number:,}"


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bars:
        task = bars.add_task("reading", total=None)
        yield lambda name, done, total: bars.update(task, description=name, completed=done, total=total)

"""`cleanbill fees`: load fee schedules, and hold prices against what CMS published."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.door import check_fees, load_fee_files

Folder = Annotated[Path, typer.Option("--out", help="Folder of the schedules; files there already stay.")]
OUT = Path("fees")


def load(
    files: Annotated[list[Path], typer.Argument(help="Files as CMS publishes them, or CSV of docs/fees.md.")],
    out: Folder = OUT,
    start: Annotated[
        str | None, typer.Option(help="First day, where a file does not say.", metavar="YYYY-MM-DD")
    ] = None,
    end: Annotated[str | None, typer.Option(help="Last day, where a file does not say.", metavar="YYYY-MM-DD")] = None,
    as_json: AsJson = False,
) -> None:
    """Load fee files, known by their content, into a folder of dated tables.

    All files or none: with a finding in one, nothing is written.

    Example: cleanbill fees load PPRRVU2025_Oct.csv GPCI2025.csv ZIP5_OCT2025.txt --out fees
    """
    loaded = load_fee_files(files, out, start=start, end=end)
    rows = [{"file": o.file, "kind": o.kind, "start": str(o.start), "end": str(o.end), "rows": o.rows} for o in loaded]
    if as_json:
        print(json.dumps(rows))
        return
    table = Table(title=f"Loaded into {out}", title_justify="left")
    for name in ("file", "kind", "start", "end", "rows"):
        table.add_column(name, justify="right" if name == "rows" else "left")
    for row in rows:
        table.add_row(*(f"{value:,}" if isinstance(value, int) else str(value) for value in row.values()))
    print_table(table)


def check(
    folder: Annotated[Path, typer.Argument(help="Folder that `fees load` wrote.")] = OUT, as_json: AsJson = False
) -> None:
    """Price what CMS published (PFREV) and count the amounts that are equal to the cent.

    Exit 1 where one that has RVUs is not.

    Example: cleanbill fees check fees
    """
    agreement = check_fees(folder)
    if as_json:
        print(json.dumps(asdict(agreement)))
    else:
        print(f"{agreement.published:,} published, {agreement.priced:,} with RVUs, {agreement.equal:,} of them equal")
    if agreement.equal < agreement.priced:
        raise typer.Exit(BROKEN_LAW)

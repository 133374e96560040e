"""`cleanbill follow`: the main job on a user's own tables, or on a Synthea folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanbill.cli.options import OUT, AsJson, FundDollars, Out, Price, Seed, Today, plain_app
from cleanbill.cli.run_terms import run_terms
from cleanbill.cli.running import run
from cleanbill.core.errors import CleanbillError
from cleanbill.worlds import ClaimFiles, Source, Synthea, Tables

_app = plain_app()

People = Annotated[Path | None, typer.Option(help="Table of residents, CSV or Parquet.", metavar="FILE")]
Claims = Annotated[Path | None, typer.Option(help="Table of claim lines, CSV or Parquet.", metavar="FILE")]
Cover = Annotated[
    Path | None,
    typer.Option(help="Table of who is under which plan when.  [default: assigned by rule]", metavar="FILE"),
]
KINDS = ("synthea", "x12", "fhir")
From = Annotated[str | None, typer.Option("--from", help="Kind of folder: synthea, x12 or fhir.", metavar="KIND")]
Folder = Annotated[Path | None, typer.Argument(help="The folder, with --from.", metavar="[FOLDER]")]


@_app.command()
def follow(
    folder: Folder = None,
    people: People = None,
    claims: Claims = None,
    cover: Cover = None,
    kind: From = None,
    seed: Seed = 1,
    fund: FundDollars = "1600",
    price: Price = None,
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
    run(source, out, run_terms(seed, fund, price, today), as_json=as_json)


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


command = typer.main.get_command(_app)

"""`cleanbill proof`: claims with an answer key, our answers, and the score of anyone's."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.core.money import usd
from cleanbill.door import answer_proof, make_proof, score_proof

Folder = Annotated[Path, typer.Argument(help="The folder that `proof make` wrote.", metavar="FOLDER")]


def make(
    out: Annotated[Path, typer.Option(help="Folder for claims, members, rules and the key.")] = Path("proof"),
    claims: Annotated[int, typer.Option(help="How many claims.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Number that all chance is drawn from.")] = 1,
) -> None:
    """Write claims, members, the rules they fall under, and the answer key.

    Example: cleanbill proof make --claims 100000 --out proof
    """
    made = make_proof(out, claims=claims, seed=seed)
    print(f"{made.folder}: {made.claims:,} claims of {made.lines:,} lines, and the key to them")


def answer(
    folder: Folder,
    out: Annotated[Path, typer.Option(help="File for the answers (Parquet).")],
    engine: Annotated[Literal["duckdb", "sail", "spark"], typer.Option(help="The bulk engine.")] = "duckdb",
) -> None:
    """Answer the claims with the payer's own expressions.

    Example: cleanbill proof answer proof --out ours.parquet
    """
    answers = answer_proof(folder, out, engine=engine)
    print(f"{out}: {answers:,} answers")


def score(
    folder: Folder,
    answers: Annotated[Path, typer.Option(help="The answers to score, CSV or Parquet.", metavar="FILE")],
    as_json: AsJson = False,
) -> None:
    """Score answers against the key: exit 0 when every line is right, 1 when not.

    Example: cleanbill proof score proof --answers theirs.csv
    """
    found = score_proof(folder, answers)
    if as_json:
        print(json.dumps(asdict(found) | {"perfect": found.perfect}))
    else:
        table = Table("column", "right", "cents off")
        for name, right in found.right_by_column.items():
            off = found.cents_off.get(name)
            table.add_row(name, f"{right:,}", "" if off is None else usd(off))
        console = Console(highlight=False)
        print_table(table, console)
        console.print(
            f"{found.right:,} of {found.lines:,} lines right in all; {found.answered:,} answered, "
            f"{found.unasked:,} answered that were not asked",
            soft_wrap=True,
        )
    if not found.perfect:
        raise typer.Exit(BROKEN_LAW)

"""`cleanbill contract`: what single payer frees for an employer and its workers."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.cli.contract_tables import freed_tables, headline, kinds, kinds_said, more_lines, passed_on
from cleanbill.cli.options import AsJson, plain_app
from cleanbill.cli.whole_table import print_table
from cleanbill.core.errors import CleanbillError
from cleanbill.financing.contract import COLUMNS, Freed, freed, notes, read_contract, rows, told

_app = plain_app()


@_app.command()
def contract(
    file: Annotated[Path, typer.Argument(help="A contract, YAML; docs/contract.md shows one.", metavar="FILE")],
    bill: Annotated[
        str | None, typer.Option(help="A bill that ships, or a file, in place of the one FILE names.", metavar="BILL")
    ] = None,
    as_json: AsJson = False,
    table: Annotated[
        Path | None, typer.Option("--csv", help="Also write every line of every year as CSV.", metavar="FILE")
    ] = None,
) -> None:
    """What single payer frees for an employer and its workers, contract by contract, and who would pay more.

    Example: cleanbill contract our-contract.yaml --bill ma-194 --csv lines.csv
    """
    result = freed(read_contract(file, bill=bill))
    if table is not None:
        _write(result, table)
    if as_json:
        print(json.dumps(told(result), ensure_ascii=False))
    else:
        _tell(result)


def _write(result: Freed, path: Path) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS)
            writer.writeheader()
            writer.writerows(rows(result))
    except OSError as error:
        raise CleanbillError(
            f"--csv {path} cannot be written: {error.strerror}. Name a file in a folder of yours."
        ) from None


def _tell(result: Freed) -> None:
    console = Console(highlight=False)
    console.print(headline(result), style="bold", markup=False, soft_wrap=True)
    for line in more_lines(result):
        console.print(line, style="red" if line.startswith("Pays more") else None, markup=False, soft_wrap=True)
    console.print()
    for table in (*freed_tables(result, console.width), kinds(result.years[0])):
        print_table(table, console)
    console.print(kinds_said(result.years[0]), soft_wrap=True)
    console.print()
    console.print(passed_on(result.in_all))
    for note in notes(result.contract):
        console.print(f"- {note}", markup=False, soft_wrap=True)


command = typer.main.get_command(_app)

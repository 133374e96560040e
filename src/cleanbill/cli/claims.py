"""`cleanbill claims`: others' claims read, and the generated year of care."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from cleanbill.care import calibrate as measure
from cleanbill.cli.claims_read import read
from cleanbill.cli.options import AsJson, plain_app
from cleanbill.cli.whole_table import print_table

_app = plain_app(no_args_is_help=True)


@_app.callback()
def claims() -> None:
    """Others' claims read, and the generated year of care."""


_app.command(name="read")(read)


@_app.command()
def calibrate(
    people: Annotated[int, typer.Option(help="How many people of the nation's composition to draw.")] = 200_000,
    seed: Annotated[int, typer.Option(help="Number that all chance is drawn from.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Hold generated care against what is published: target beside achieved.

    Example: cleanbill claims calibrate --people 1000000
    """
    rows = measure(people, seed)
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


command = typer.main.get_command(_app)

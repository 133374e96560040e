"""`cleanbill demo`: the main job on sample residents."""

from __future__ import annotations

from typing import Annotated

import typer

from cleanbill.cli.options import OUT, AsJson, FundDollars, Out, Price, Seed, Today, plain_app
from cleanbill.cli.run_terms import run_terms
from cleanbill.cli.running import run
from cleanbill.core.errors import CleanbillError
from cleanbill.worlds import Sample

PEOPLE = 10_000

_app = plain_app()


@_app.command()
def demo(
    people: Annotated[int, typer.Option(help="How many residents of Massachusetts to draw.")] = PEOPLE,
    seed: Seed = 1,
    fund: FundDollars = "1600",
    price: Price = None,
    today: Today = None,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Follow a year of bills of sample residents of Massachusetts, in three worlds.

    Example: cleanbill demo --people 10000 --fund 1600 --out my-run
    """
    if people < 1:
        raise CleanbillError(f"--people {people} is too few. Give at least 1.")
    run(Sample(people), out, run_terms(seed, fund, price, today), as_json=as_json)


command = typer.main.get_command(_app)

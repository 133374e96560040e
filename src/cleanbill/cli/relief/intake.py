"""`cleanbill relief intake`: a seller's file in, every row accepted, quarantined or rejected with its reason."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cleanbill import law
from cleanbill.acts import SaleFile, find_people, propose_mapping, take_in_file
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, When, Where, by, on_day
from cleanbill.cli.relief.plan import percent
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.relief import Everyone
from cleanbill.relief.intake import Intake, read_zip_counties

ZipCounties = Annotated[
    Path | None,
    typer.Option(
        help="The Census Bureau's tab20_zcta520_county20_natl.txt: a county where the seller gives none.",
        metavar="FILE",
    ),
]
CountyShare = Annotated[
    str | None,
    typer.Option(help="How much of a ZIP's land settles its county.  [default: law/us/zip_county]", metavar="PERCENT"),
]


def intake(
    file: Annotated[Path, typer.Argument(help="The seller's file: CSV, XLSX or Parquet.", metavar="FILE")],
    portfolio: Annotated[str, typer.Option(help="A name for the portfolio.")],
    holder: Annotated[str, typer.Option(help="Who offers it.")],
    mapping: Annotated[
        Path | None,
        typer.Option(help="Which column is what, YAML, as --propose wrote it and you corrected it.", metavar="FILE"),
    ] = None,
    proposal: Annotated[
        Path | None, typer.Option("--propose", help="Only propose a mapping, into this file.", metavar="FILE")
    ] = None,
    zip_counties: ZipCounties = None,
    county_share: CountyShare = None,
    replaces: Annotated[
        str | None, typer.Option(help="The portfolio that this file of the same holder corrects.", metavar="PORTFOLIO")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--as", help="User name of who acts, where the file that is corrected was offered.")
    ] = None,
    today: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    store: Where = STORE,
    at: When = None,
    as_json: AsJson = False,
) -> None:
    """Take a seller's file in; identity is sealed under a key of the portfolio's own.

    Example: cleanbill relief intake sale.csv --portfolio mercy-1 --holder Mercy
    """
    on = on_day(today)
    if proposal is not None:
        asked = len(propose_mapping(file, proposal).asked)
        Console(highlight=False).print(f"{proposal} says which column is what; {asked} are for you to decide.")
        return
    sale = SaleFile(file, portfolio, holder, replaces, _counties(zip_counties, county_share, on))
    acts = None if who is None else by(who, at)
    taken = take_in_file(store, sale, on, mapping=mapping, by=acts)
    if as_json:
        print(json.dumps(asdict(taken), default=str))
    else:
        _tell(taken)


def _counties(path: Path | None, share: str | None, on: date) -> dict[str, str] | None:
    """ZIP -> county, by the share that was typed or the law's of the day."""
    share_bp = percent(share, "--county-share")
    if path is None:
        if share_bp is not None:
            raise CleanbillError("--county-share is of the file of --zip-counties. Name that too.")
        return None
    return read_zip_counties(path, law.parameter("us/zip_county").at(on) if share_bp is None else share_bp)


def _tell(made: Intake) -> None:
    console = Console(highlight=False)
    table = Table(title=f"{made.file}: every row, and its face", title_justify="left")
    for heading in ("", "rows", "face"):
        table.add_column(heading, justify="right" if heading else "left")
    for name in ("accepted", "quarantined", "rejected", "total"):
        part = getattr(made, name)
        table.add_row(name, f"{part.rows:,}", usd(part.face_cents), style="bold" if name == "total" else None)
    print_table(table, console)
    for finding in made.findings:
        console.print(f"- {finding}", markup=False, soft_wrap=True)
    console.print("quality.csv, without anything of a person, is for the seller.", soft_wrap=True)


# `cleanbill relief people`: who is who over all portfolios, so that people are counted and written to once.


def people(store: Where = STORE, as_json: AsJson = False) -> None:
    """Resolve whose each account is, over all portfolios; ids stay from round to round.

    Example: cleanbill relief people
    """
    told = find_people(store)
    if as_json:
        print(json.dumps(asdict(told)))
    else:
        _relief_people_tell(told)


def _relief_people_tell(told: Everyone) -> None:
    console = Console(highlight=False)
    table = Table(title="Accounts and people", title_justify="left")
    for heading in ("portfolio", "accounts", "people", "not seen before"):
        table.add_column(heading, justify="left" if heading == "portfolio" else "right")
    for one in told.rounds:
        table.add_row(one.portfolio_id, f"{one.accounts:,}", f"{one.people:,}", f"{one.new:,}")
    table.add_row("all, each once", f"{told.accounts:,}", f"{told.people:,}", "", style="bold")
    print_table(table, console)
    console.print(
        f"They live in {told.households:,} households. registry/matches.parquet says why two accounts are, or are not, "
        f"one person's: {told.matches:,} pairs. {told.merged:,} people known before turned out to be others.",
        soft_wrap=True,
    )

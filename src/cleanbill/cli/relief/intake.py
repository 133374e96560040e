"""`cleanbill relief intake`: a seller's file in, every row accepted, quarantined or rejected with its reason."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill import law
from cleanbill.cli.options import AsJson, day
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, Where, made
from cleanbill.cli.relief.plan import percent
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.engine import sealed_connection
from cleanbill.relief import Everyone, on_offer, resolve_people
from cleanbill.relief.intake import Intake, Mapping, load_mapping, propose, read_zip_counties, take_in
from cleanbill.vault import Keyring

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
    today: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    store: Where = STORE,
    as_json: AsJson = False,
) -> None:
    """Take a seller's file in; identity is sealed under a key of the portfolio's own.

    Example: cleanbill relief intake sale.csv --portfolio mercy-1 --holder Mercy
    """
    on = datetime.now(UTC).date() if today is None else day(today, "--today")
    with sealed_connection() as con:
        if proposal is not None:
            told = propose(con, file)
            told.save(proposal)
            Console(highlight=False).print(
                f"{proposal} says which column is what; {len(told.asked)} are for you to decide."
            )
            return
        chosen = propose(con, file) if mapping is None else load_mapping(mapping)
        if chosen.asked:
            asked = ", ".join(one.header for one in chosen.asked)
            raise CleanbillError(
                f"Decide first: {asked}. Write a mapping with --propose FILE, correct it, give it as --mapping."
            )
        counties = _counties(zip_counties, county_share, on)
        into = Into(store, portfolio, holder, _corrected(store, replaces, holder))
        taken = _taken_in(con, file, chosen, counties, into, on)
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


@dataclass(frozen=True, slots=True)
class Into:
    """The programme and the portfolio that a file is taken into, who offers it, and the portfolio that it corrects."""

    store: Path
    portfolio: str
    holder: str
    replaces: str | None


def _corrected(store: Path, name: str | None, holder: str) -> str | None:
    """The name of the portfolio that a file corrects. Raises CleanbillError where it is not on offer, or another's."""
    if name is not None and (held := on_offer(store, name)).holder != holder:
        raise CleanbillError(f"{name} is of {held.holder}, not of {holder}. A file corrects one of the same holder.")
    return name


def _taken_in(con: Any, file: Path, mapping: Mapping, counties: dict[str, str] | None, into: Into, on: date) -> Intake:
    """Under a key of the portfolio's own."""
    ring, portfolio = Keyring(into.store / "keys"), into.portfolio
    folder = into.store / "portfolios" / portfolio
    made(into.store)
    if ring.has(portfolio):
        _clear_of_a_broken_run(ring, folder)
    ring.make(portfolio)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return take_in(
            con, file, mapping, folder, portfolio_id=portfolio, holder=into.holder, key=ring.key(portfolio),
            hash_key=ring.hashing_key(), today=on, counties=counties, replaces=into.replaces,
        )  # fmt: skip
    finally:
        if not folder.exists():
            ring.forget(portfolio)


def _clear_of_a_broken_run(ring: Keyring, folder: Path) -> None:
    """Removes what a run that was killed left; its key has sealed nothing whole.

    Raises CleanbillError where there is a portfolio, or no trace of such a run: then its folder may lie elsewhere.
    """
    if folder.exists():
        raise CleanbillError(f"Portfolio {folder.name} was taken in already. Give this file a name of its own.")
    left = list(folder.parent.glob(f".{folder.name}-*"))
    if not left:
        raise CleanbillError(
            f"There is a key of portfolio {folder.name} and no folder of it. If the folder was moved, put it back; if "
            f"nothing was ever sealed, remove {folder.parent.parent / 'keys' / f'{folder.name}.key'} and try again."
        )
    for each in left:
        shutil.rmtree(each)
    ring.forget(folder.name)


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
    with sealed_connection() as con:
        told = resolve_people(con, store, Keyring(store / "keys"))
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

"""`cleanbill relief people`: who is who over all portfolios, so that people are counted and written to once."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.cli.options import AsJson, plain_app
from cleanbill.cli.store_options import STORE, Where, sealed_connection
from cleanbill.cli.whole_table import print_table
from cleanbill.relief import Everyone, resolve_people
from cleanbill.vault import Keyring

_app = plain_app()


@_app.command()
def people(store: Where = STORE, as_json: AsJson = False) -> None:
    """Resolve whose each account is, over all portfolios; ids stay from round to round.

    Example: cleanbill relief people
    """
    with sealed_connection() as con:
        told = resolve_people(con, store, Keyring(store / "keys"))
    if as_json:
        print(json.dumps(asdict(told)))
    else:
        _tell(told)


def _tell(told: Everyone) -> None:
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


command = typer.main.get_command(_app)

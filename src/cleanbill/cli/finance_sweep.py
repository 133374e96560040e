"""`cleanbill finance sweep`: one lever moved, all else as it is."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.table import Table

from cleanbill.cli.finance_options import BillName, Scenario, Settings, Year, chosen_bill, chosen_changes
from cleanbill.cli.options import AsJson, plain_app
from cleanbill.cli.whole_table import print_table
from cleanbill.core.money import usd
from cleanbill.financing import MEASURES, base, sweep

_app = plain_app()


@_app.command("sweep")
def sweep_command(
    lever: Annotated[str, typer.Argument(help="What is moved, as use.elasticity_bp.", metavar="LEVER")],
    low: Annotated[int, typer.Option("--from", help="First value, basis points.")],
    high: Annotated[int, typer.Option("--to", help="Last value, basis points.")],
    steps: Annotated[int, typer.Option(help="How many values, 2 to 1,000.")] = 11,
    bill: BillName = "ma-194",
    setting: Settings = None,
    scenario: Scenario = None,
    year: Year = 2026,
    as_json: AsJson = False,
) -> None:
    """Move one lever from one value to another, all else as it is.

    Example: cleanbill finance sweep provider_price.hospital_bp --from -2000 --to 0 --steps 5
    """
    held = base(year, chosen_bill(bill, setting))
    rows = sweep(held, lever, low=low, high=high, steps=steps, changes=chosen_changes(scenario))
    if as_json:
        print(json.dumps(rows))
        return
    table = Table(title=f"{lever}, {year}", title_justify="left")
    for heading in (lever, *MEASURES):
        table.add_column(
            heading.replace("_cents", "").replace("_bp", " %" if heading != lever else "_bp"), justify="right"
        )
    for row in rows:
        shown = (
            usd(row[key], cents_shown=False) if key.endswith("_cents") else f"{row[key] / 100:,.2f}" for key in MEASURES
        )
        table.add_row(f"{row['value']:,}", *shown)
    print_table(table)


command = typer.main.get_command(_app)

"""`cleanbill finance run`: a study into a folder; budget, gap, households, and where everything stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.cli.finance_options import BillName, Scenario, Settings, Year, chosen_bill, chosen_changes
from cleanbill.cli.options import AsJson, Out, plain_app
from cleanbill.cli.whole_table import print_table
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.engine import staged
from cleanbill.financing import TABLES, Asked, study, tables_of
from cleanbill.report.finance import finance_page

OUT = Path("cleanbill-finance")
OUTPUT = ("summary.json", "report.html", *(f"{name}.csv" for name in TABLES))


_app = plain_app()


@_app.command()
def run(
    bill: BillName = "ma-194",
    setting: Settings = None,
    scenario: Scenario = None,
    year: Year = 2026,
    out: Out = OUT,
    seed: Annotated[int, typer.Option(help="Number that draws are made from.")] = 1,
    draws: Annotated[int, typer.Option(help="Draws over published ranges, 20 or more.")] = 1_000,
    years: Annotated[int, typer.Option(help="Years of the path, to 2035 at the latest.")] = 10,
    recession: Annotated[int | None, typer.Option(help="A year in which payrolls fall.", metavar="YEAR")] = None,
    incidence: Annotated[float, typer.Option(help="Part of employers' money that wages take, 0 to 1.")] = 0.5,
    at_bill_rates: Annotated[bool, typer.Option("--at-bill-rates", help="Keep the bill's rates, gap and all.")] = False,
    as_json: AsJson = False,
) -> None:
    """Cost a bill: its taxes on the people of Massachusetts, the budget they must pay for, and who pays more or less.

    Example: cleanbill finance run --bill ma-194 --year 2026 --out my-study
    """
    if not 0 <= incidence <= 1:
        raise CleanbillError(f"--incidence {incidence} is not a part. Give a number from 0 to 1.")
    asked = Asked(
        bill=chosen_bill(bill, setting),
        year=year,
        changes=chosen_changes(scenario),
        incidence=incidence,
        seed=seed,
        draws=draws,
        years=years,
        recession=recession,
        at_bill_rates=at_bill_rates,
    )
    run_study(asked, out, as_json=as_json)


def run_study(asked: Asked, out: Path, *, as_json: bool) -> None:
    """Writes the study to `out`, whole or not at all, and prints it."""
    console = Console(highlight=False, stderr=as_json)
    with console.status("Costing the bill: people, taxes, budget, draws ..."):
        told = study(asked)
    with staged(out, ours=OUTPUT) as folder:
        (folder / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (folder / "report.html").write_text(finance_page(told), "utf-8")
        for name, text in tables_of(told).items():
            (folder / name).write_text(text, "utf-8")
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _tell(console, told, out)


def _tell(console: Console, told: Mapping[str, Any], out: Path) -> None:
    print_table(_budget(told), console)
    console.print(told["saving"], soft_wrap=True)
    if told["closing_bp"] is not None:
        console.print(f"All its taxes at {told['closing_bp'] / 10_000:.3f} times their rates close it.")
    for warning in told["warnings"]:
        console.print(f"[bold]Warning[/] {warning}", soft_wrap=True)
    console.print(f"[bold]{out / 'report.html'}[/] shows it; summary.json and a CSV of each table are beside it.")


def _budget(told: Mapping[str, Any]) -> Table:
    table = Table(title=f"{told['bill']['title']}, the Trust's year {told['year']}", title_justify="left")
    table.add_column("")
    table.add_column("dollars", justify="right")
    for name, lines in (("revenue", told["revenue"]), ("uses", told["uses"])):
        table.add_row(name, usd(told[f"{name}_cents"], cents_shown=False), style="bold")
        for line in lines:
            table.add_row(f"  {line['kind']}: {line['name']}", usd(line["cents"], cents_shown=False))
    table.add_row("reserve", usd(told["reserve_cents"], cents_shown=False))
    table.add_row("gap", usd(told["gap_cents"], cents_shown=False), style="red" if told["gap_cents"] > 0 else None)
    return table


command = typer.main.get_command(_app)

"""`cleanbill finance run`: a study into a folder; budget, gap, households, and where everything stands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.table import Table

from cleanbill.cli.options import AsJson, Out
from cleanbill.cli.output import print_table
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.core.tables import read_mapping
from cleanbill.engine import staged
from cleanbill.financing import MEASURES, TABLES, Asked, base, study, sweep, tables_of
from cleanbill.financing.taxes import Bill, bill_names, load_bill
from cleanbill.report.finance import finance_page

# Options of the commands of `finance`, read and checked in one place.


BillName = Annotated[
    str, typer.Option("--bill", help=f"A bill that ships ({', '.join(bill_names())}) or a YAML file.", metavar="BILL")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="What the bill leaves open, as unearned_exemption_cents=3000000.", metavar="NAME=VALUE"),
]
Scenario = Annotated[
    Path | None,
    typer.Option("--scenario", help="Levers that differ from law/single_payer/levers, YAML.", metavar="FILE"),
]
Year = Annotated[int, typer.Option("--year", help="Year of the people and the budget, 2023 to 2030.")]


def chosen_bill(name: str, settings: Sequence[str] | None) -> Bill:
    """The bill with its settings; BadInput or CleanbillError says what is wrong."""
    return load_bill(name, settings=dict(_setting(each) for each in settings or ()))


def _setting(typed: str) -> tuple[str, Any]:
    name, equals, value = typed.partition("=")
    if not equals or not name:
        raise CleanbillError(f"--set {typed} has no value. Write --set NAME=VALUE.")
    return name, yaml.safe_load(value)


def chosen_changes(file: Path | None) -> dict[str, Any]:
    """The changes of a scenario that a file holds, checked; none without a file."""
    if file is None:
        return {}
    held = read_mapping(file, "Write levers as {use: {elasticity_bp: -1000}}.")
    from cleanbill.financing.budget import scenario  # noqa: PLC0415 (a household needs none of it)

    scenario(held)  # raises BadInput with every fault
    return held


OUT = Path("cleanbill-finance")
OUTPUT = ("summary.json", "report.html", *(f"{name}.csv" for name in TABLES))


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


# `cleanbill finance sweep`: one lever moved, all else as it is.


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

"""`cleanbill finance run`: a study into a folder; budget, gap, households, and where everything stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.table import Table

from cleanbill.cli.options import AsJson, Out
from cleanbill.cli.output import print_table, print_view
from cleanbill.core.errors import CleanbillError
from cleanbill.door import Result, bill_names, bill_text, load_bill, study, sweep

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


def settings_of(typed: Sequence[str] | None) -> dict[str, Any]:
    """What was given for --set, by name. Raises CleanbillError for one without a value."""
    return dict(_setting(each) for each in typed or ())


def _setting(typed: str) -> tuple[str, Any]:
    name, equals, value = typed.partition("=")
    if not equals or not name:
        raise CleanbillError(f"--set {typed} has no value. Write --set NAME=VALUE.")
    return name, yaml.safe_load(value)


OUT = Path("cleanbill-finance")


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
    console = Console(highlight=False, stderr=as_json)
    with console.status("Costing the bill: people, taxes, budget, draws ..."):
        result = study(
            bill=bill, settings=settings_of(setting), scenario=scenario or {}, year=year, seed=seed, draws=draws,
            years=years, recession=recession, incidence=incidence, at_bill_rates=at_bill_rates,
        )  # fmt: skip
    result.write(out)
    if as_json:
        print(json.dumps(result.summary, ensure_ascii=False))
    else:
        _tell(console, result, out)


def _tell(console: Console, result: Result, out: Path) -> None:
    told = result.summary
    print_view(result.view)
    console.print(result.says, soft_wrap=True)
    if told["closing_bp"] is not None:
        console.print(f"All its taxes at {told['closing_bp'] / 10_000:.3f} times their rates close it.")
    for warning in told["warnings"]:
        console.print(f"[bold]Warning[/] {warning}", soft_wrap=True)
    console.print(f"[bold]{out / 'report.html'}[/] shows it; summary.json and a CSV of each table are beside it.")


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
    result = sweep(
        lever, low=low, high=high, steps=steps, bill=bill, settings=settings_of(setting), scenario=scenario or {},
        year=year,
    )  # fmt: skip
    print(json.dumps(result.summary["values"])) if as_json else print_view(result.view)


# `cleanbill finance bills`: the bills that ship, and the YAML of one.


def list_(as_json: AsJson = False) -> None:
    """The bills that ship, with what they are.

    Example: cleanbill finance bills list
    """
    shipped = [load_bill(name) for name in bill_names()]
    if as_json:
        rows = [{"name": bill.name, "title": bill.title, "session": bill.session} for bill in shipped]
        print(json.dumps(rows, ensure_ascii=False))
        return
    table = Table(title="Bills", title_justify="left")
    for heading in ("bill", "its title", "session", "taxes"):
        table.add_column(heading)
    for bill in shipped:
        table.add_row(bill.name, bill.title, bill.session, ", ".join(tax.name.replace("_", " ") for tax in bill.taxes))
    print_table(table)


def show(
    name: Annotated[str, typer.Argument(help="A bill that `cleanbill finance bills list` names.", metavar="BILL")],
) -> None:
    """Print the YAML of a bill that ships, to start one of your own from.

    Example: cleanbill finance bills show ma-194 > our-bill.yaml
    """
    print(bill_text(name), end="")

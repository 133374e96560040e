"""`cleanbill finance`: what a single-payer bill costs whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.cli.finance_options import BillName, Scenario, Settings, Year, chosen_bill, chosen_changes
from cleanbill.cli.finance_run import run_study
from cleanbill.cli.options import AsJson, Out, plain_app
from cleanbill.core.cents import usd
from cleanbill.core.errors import CleanbillError
from cleanbill.financing.presets import Replay, preset, replay, replays
from cleanbill.financing.reform import base
from cleanbill.financing.study import Asked
from cleanbill.financing.uncertainty import MEASURES
from cleanbill.financing.uncertainty.sweep import sweep

_app = plain_app(no_args_is_help=True)
OUT = Path("cleanbill-finance")


@_app.callback()
def finance() -> None:
    """What a single-payer bill costs whom: the Trust's budget, households, debt, published studies."""


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


@_app.command()
def presets(
    name: Annotated[str | None, typer.Argument(help="One run of one study.  [default: all]", metavar="[NAME]")] = None,
    as_json: AsJson = False,
) -> None:
    """Replay published studies from their own assumptions, each figure beside what was published.

    Example: cleanbill finance presets friedman_2023
    """
    told = (replay(preset(name)),) if name else replays()
    if as_json:
        print(json.dumps([_replayed(one) for one in told], ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(_presets(told))
    for one in told:
        for warning in one.warnings:
            console.print(f"[bold]{one.preset.name}[/]: {warning}", soft_wrap=True)
    console.print("calibrated: an input was chosen to meet the figure, so meeting it proves nothing.", soft_wrap=True)


def _replayed(one: Replay) -> dict[str, object]:
    figures = [
        {
            "measure": each.published.measure,
            "published": each.published.value,
            "ours": each.ours,
            "tolerance": each.published.tolerance,
            "within": each.within,
            "calibrated": each.published.calibrated,
            "words": each.published.words,
        }
        for each in one.figures
    ]
    return {
        "name": one.preset.name,
        "study": one.preset.study,
        "figures": figures,
        "warnings": [str(each) for each in one.warnings],
        "sources": list(one.preset.sources),
    }


def _presets(told: tuple[Replay, ...]) -> Table:
    table = Table(title="Published studies, replayed", title_justify="left")
    for heading in ("study", "figure", "published", "ours", "within", ""):
        table.add_column(heading, justify="right" if heading in {"published", "ours"} else "left")
    for one in told:
        for number, each in enumerate(one.figures):
            published, ours = (_amount(each.published.measure, value) for value in (each.published.value, each.ours))
            calibrated = "calibrated" if each.published.calibrated else ""
            said = "yes" if each.within else "no"
            style = None if each.within else "red"
            name = one.preset.name if not number else ""
            table.add_row(name, each.published.measure, published, ours, said, calibrated, style=style)
    return table


def _amount(measure: str, value: int) -> str:
    """Basis points as percent; cents as billions of dollars."""
    return f"{value / 100:,.1f} %" if measure.endswith("_bp") else f"${value / 1e11:,.1f}bn"


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
    Console(highlight=False).print(table)


command = typer.main.get_command(_app)

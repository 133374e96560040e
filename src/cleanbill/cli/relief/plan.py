"""`cleanbill relief plan`: which debts on offer qualify, and what your funds should buy of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.acts import IncomeTerms, PlanOf, write_plan
from cleanbill.cli.options import AsJson, Out, Price, ProgrammeOf
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, Where, on_day
from cleanbill.core.money import cents, percent_bp, usd
from cleanbill.relief.selection import AIMS, checked_aim
from cleanbill.report import choice_words

# Options of the commands that qualify by probability: from which chance on, and what is taken to hold of incomes.


VendorError = Annotated[
    str | None,
    typer.Option(
        help="How far the incomes given are off, as the deviation of their logarithm: they are then estimates.",
        metavar="PERCENT",
    ),
]
Debtors = Annotated[
    str | None,
    typer.Option(
        help="Median income of people who owe, of all people's.  [default: law/us/income_estimate]", metavar="PERCENT"
    ),
]
Places = Annotated[
    Path | None,
    typer.Option(help="Your own incomes by place, CSV: place, median_income_cents, spread_bp, as_of.", metavar="FILE"),
]


def income_terms(
    threshold: str | None, vendor_error: str | None, debtors: str | None, places: Path | None
) -> IncomeTerms:  # fmt: skip
    """What was typed, as terms. Raises CleanbillError where a percentage is none."""
    return IncomeTerms(
        percent(threshold, "--threshold"),
        percent(vendor_error, "--vendor-error") or 0,
        percent(debtors, "--debtors"),
        places,
    )


def percent(text: str | None, option: str) -> int | None:
    """A percentage as a person types it, "60" or "62.5", in basis points."""
    return None if text is None else percent_bp(text, option)


# Options of what is on offer, for commands that only look: a file of accounts, or portfolios of the programme.


Accounts = Annotated[
    Path | None, typer.Option(help="Accounts on offer in a file, CSV or Parquet, in our columns.", metavar="FILE")
]
Portfolios = Annotated[
    list[str] | None,
    typer.Option("--portfolio", help="A portfolio on offer, as `relief intake` named it.", metavar="PORTFOLIO"),
]


# A plan told: its tables for people.


def tell(summary: Mapping[str, Any], out: Path) -> None:
    """Prints what was decided, what the screens met, what each fund should buy."""
    console = Console(highlight=False)
    table = Table(title=f"{summary['offered']:,} accounts on offer", title_justify="left")
    table.add_column("why")
    table.add_column("accounts", justify="right")
    for reason, count in summary["reasons"].items():
        table.add_row(reason, f"{count:,}")
    print_table(table, console)
    if summary["screens"]:
        print_table(_screens(summary["screens"]), console)
    print_table(_funds(summary["funds"]), console)
    bought = f"{usd(summary['spent_cents'])} would buy {usd(summary['face_cents'])} of {summary['people']:,} people."
    console.print(bought, choice_words(summary), soft_wrap=True)
    if summary["not_qualified"]["accounts"]:
        console.print(_along(summary["not_qualified"]), soft_wrap=True)
    console.print(f"[bold]{out / 'plan.csv'}[/] lists every account with its fund. Nothing is bought.", soft_wrap=True)


def _along(part: dict[str, int]) -> str:
    face, spent = usd(part["face_cents"]), usd(part["spent_cents"])
    return (
        f"Of that, {part['accounts']:,} accounts of {face} for {spent} do not qualify: they come with a portfolio sold "
        "whole. They are abolished too, and nobody collects on them; what the screens left out goes back to the seller."
    )


def _screens(met: dict[str, dict[str, int]]) -> Table:
    table = Table(title="What the screens met (screen.csv)", title_justify="left")
    for heading in ("screen", "action", "accounts", "face"):
        table.add_column(heading, justify="left" if heading in {"screen", "action"} else "right")
    for name, row in met.items():
        words = (word.replace("_", " ") for word in name.split(": "))
        table.add_row(*words, f"{row['accounts']:,}", usd(row["face_cents"]))
    return table


def _funds(by_fund: dict[str, dict[str, int]]) -> Table:
    table = Table(title="What each fund should buy", title_justify="left")
    for heading in ("fund", "accounts", "face", "spends", "left"):
        table.add_column(heading, justify="left" if heading == "fund" else "right")
    for name, row in by_fund.items():
        amounts = (usd(row[key]) for key in ("face_cents", "spent_cents", "left_cents"))
        table.add_row(name, f"{row['accounts']:,}", *amounts)
    return table


Whole = Annotated[
    list[str] | None, typer.Option(help="A portfolio sold all or not at all; of a file, a holder.", metavar="NAME")
]
Without = Annotated[
    Path | None, typer.Option(help="A draw of `relief hold-out`: who waits is left out.", metavar="FILE")
]
OverrideScreens = Annotated[
    list[str] | None,
    typer.Option(
        "--override-screen",
        help="An account that may be bought though a screen holds it: you looked.",
        metavar="ACCOUNT",
    ),
]
Threshold = Annotated[
    str | None,
    typer.Option(
        help="The chance from which people of unknown income are taken in.  [default: none is]", metavar="PERCENT"
    ),
]
OUT = Path("cleanbill-relief")


def plan(
    portfolio: Portfolios = None,
    funds: Annotated[
        Path | None,
        typer.Option(
            help="Other terms of funds, YAML, to see what they would buy.  [default: those in force]", metavar="FILE"
        ),
    ] = None,
    accounts: Accounts = None,
    programme: ProgrammeOf = "undue",
    aim: Annotated[str, typer.Option(help=f"What to buy most of: {', '.join(AIMS)}.")] = "face",
    price: Price = None,
    whole: Whole = None,
    without: Without = None,
    override_screens: OverrideScreens = None,
    threshold: Threshold = None,
    vendor_error: VendorError = None,
    debtors: Debtors = None,
    places: Places = None,
    today: Annotated[
        str | None, typer.Option(help="The day of the plan.  [default: today]", metavar="YYYY-MM-DD")
    ] = None,
    store: Where = STORE,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Which debts on offer qualify, and what your funds should buy of them. Nothing is bought.

    Example: cleanbill relief plan --portfolio mercy-1 --aim freed --out my-plan
    """
    what = PlanOf(
        portfolios=tuple(portfolio or ()), accounts=accounts, programme=programme, aim=checked_aim(aim),
        price_bp=None if price is None else cents(price), whole=tuple(whole or ()), without=without,
        override_screens=tuple(override_screens or ()), funds=funds,
        incomes=income_terms(threshold, vendor_error, debtors, places),
    )  # fmt: skip
    planned = write_plan(store, what, on_day(today), out)
    print(json.dumps(planned.summary)) if as_json else tell(planned.summary, out)

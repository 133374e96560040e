"""`cleanbill finance household`: one's own household before and after, offline; nothing is kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.cli.finance.run import BillName, Settings, Year, settings_of
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_view
from cleanbill.core.money import usd
from cleanbill.door import Member, Result, household, what_ifs
from cleanbill.door import presets as replayed

File = Annotated[Path | None, typer.Argument(help="People as YAML, whole cents.", metavar="[FILE]")]
Age = Annotated[int, typer.Option(help="Your age.")]
Wages = Annotated[str, typer.Option(help="Your wages a year.", metavar="DOLLARS")]
Business = Annotated[str, typer.Option(help="Your own business's income.", metavar="DOLLARS")]
Unearned = Annotated[str, typer.Option(help="Your dividends, counted as such.", metavar="DOLLARS")]
YourCover = Annotated[str, typer.Option(help="Your cover: employer, hdhp, marketplace, medicare, masshealth ...")]
Employees = Annotated[int | None, typer.Option(help="How many people your employer has.")]
Premium = Annotated[
    str | None, typer.Option(help="Your own part of the premium a year.  [default: the mean]", metavar="DOLLARS")
]
ByEmployer = Annotated[str | None, typer.Option(help="Your employer's part.  [default: the mean]", metavar="DOLLARS")]
OutOfPocket = Annotated[
    str | None, typer.Option(help="What you pay for care a year.  [default: the mean]", metavar="DOLLARS")
]
SpouseAge = Annotated[int | None, typer.Option(help="Your spouse's age, if you have one.")]
SpouseWages = Annotated[str, typer.Option(help="Your spouse's wages a year.", metavar="DOLLARS")]
Children = Annotated[int, typer.Option(help="How many children, taken to be ten.")]
Event = Annotated[str | None, typer.Option("--what-if", help=f"One of {', '.join(what_ifs())}.")]
Incidence = Annotated[float | None, typer.Option(help="Part of employers' money that wages take, 0 to 1.")]
Rates = Annotated[float, typer.Option(help="The bill's rates times this; `finance run` tells what closes its budget.")]


def household_command(
    file: File = None,
    age: Age = 40,
    wages: Wages = "0",
    self_employment: Business = "0",
    unearned: Unearned = "0",
    cover: YourCover = "employer",
    employees: Employees = None,
    premium: Premium = None,
    employer_premium: ByEmployer = None,
    out_of_pocket: OutOfPocket = None,
    spouse_age: SpouseAge = None,
    spouse_wages: SpouseWages = "0",
    children: Children = 0,
    event: Event = None,
    bill: BillName = "ma-194",
    setting: Settings = None,
    year: Year = 2026,
    incidence: Incidence = None,
    rates: Rates = 1.0,
    as_json: AsJson = False,
) -> None:
    """Your own household before and after a bill. Nothing is sent or kept.

    Example: cleanbill finance household --wages 60000 --cover employer --children 1 --what-if accident
    """
    you = Member(
        age=age, cover=cover, employees=employees, wages=wages, self_employment=self_employment, dividends=unearned,
        employee_premium=premium, employer_premium=employer_premium, out_of_pocket=out_of_pocket,
    )  # fmt: skip
    result = household(
        file or (you, *_others(cover, spouse_age, spouse_wages, children)), bill=bill, settings=settings_of(setting),
        year=year, what_if=event, incidence=incidence, rates=rates,
    )  # fmt: skip
    if as_json:
        print(json.dumps(result.summary, ensure_ascii=False))
    else:
        _tell(result)


def _others(cover: str, spouse_age: int | None, spouse_wages: str, children: int) -> tuple[Member, ...]:
    spouse = () if spouse_age is None else (Member(age=spouse_age, role="spouse", cover=cover, wages=spouse_wages),)
    return (*spouse, *(Member(age=10, role="dependent", cover=cover) for _ in range(children)))


def _tell(result: Result) -> None:
    console, told = Console(highlight=False), result.summary
    console.print(result.says, style="bold" if told["gain_cents"] >= 0 else "bold red")
    print_view(result.view, console)
    for at in told["by_incidence"]:
        gain, kept = (usd(at[key], cents_shown=False) for key in ("gain_cents", "kept_by_employer_cents"))
        part = f"Where wages take {at['incidence_bp'] / 100:.0f} % of what the employer saves or pays more"
        console.print(f"{part}: {gain} ({kept} stays with the employer).", soft_wrap=True)
    for said_so in told["assumed"]:
        console.print(f"Assumed: {said_so}", soft_wrap=True)


# `cleanbill finance presets`: published studies, replayed.


def presets(
    name: Annotated[str | None, typer.Argument(help="One run of one study.  [default: all]", metavar="[NAME]")] = None,
    as_json: AsJson = False,
) -> None:
    """Replay published studies from their own assumptions, each figure beside what was published.

    Example: cleanbill finance presets friedman_2023
    """
    result = replayed(name)
    if as_json:
        print(json.dumps(result.summary["studies"], ensure_ascii=False))
        return
    console = Console(highlight=False)
    print_view(result.view, console)
    for study in result.summary["studies"]:
        for warning in study["warnings"]:
            console.print(f"[bold]{study['name']}[/]: {warning}", soft_wrap=True)

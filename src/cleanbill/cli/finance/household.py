"""`cleanbill finance household`: one's own household before and after, offline; nothing is kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.cli.finance.run import BillName, Settings, Year, chosen_bill
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import cents, usd, usd_billions
from cleanbill.core.tables import read_mapping
from cleanbill.financing import Replay, preset, replay, replays
from cleanbill.financing.households import Answer, Member, choices, household, what_if, what_ifs

KEYS = tuple(Member.__dataclass_fields__)


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
    if incidence is not None and not 0 <= incidence <= 1:
        raise CleanbillError(f"--incidence {incidence} is not a part. Give a number from 0 to 1.")
    if file is not None:
        members = _from_file(file)
    else:
        own = {"employee_premium": premium, "employer_premium": employer_premium, "out_of_pocket": out_of_pocket}
        told: dict[str, Any] = {name: None if dollars is None else cents(dollars) for name, dollars in own.items()}
        earned: dict[str, Any] = {
            "wages": cents(wages),
            "self_employment": cents(self_employment),
            "dividends": cents(unearned),
        }
        you = Member(age=age, cover=cover, employees=employees, **earned, **told)
        members = (you, *_others(cover, spouse_age, cents(spouse_wages), children))
    if event is not None:
        members = what_if(members, event, year=year)
    chosen = choices(None if incidence is None else round(incidence * 10_000), year=year)
    answer = household(members, chosen_bill(bill, setting), year=year, chosen=chosen, rate_scale=rates)
    if as_json:
        print(json.dumps(asdict(answer), ensure_ascii=False))
    else:
        _tell(answer)


def _others(cover: str, spouse_age: int | None, spouse_wages: int, children: int) -> tuple[Member, ...]:
    spouse = () if spouse_age is None else (Member(age=spouse_age, role="spouse", cover=cover, wages=spouse_wages),)
    return (*spouse, *(Member(age=10, role="dependent", cover=cover) for _ in range(children)))


def _from_file(file: Path) -> tuple[Member, ...]:
    """People of a YAML file: {people: [{age: 40, wages: 6000000, cover: employer}]}, whole cents."""
    people = read_mapping(file, "Write {people: [{age: 40, wages: 6000000}]}.").get("people")
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        raise CleanbillError(
            f"{file} lists no people. Write {{people: [{{age: 40, wages: 6000000}}]}}, in whole cents."
        )
    wrong = [
        Finding(file.name, number, str(key), "is nothing that is asked of a person", f"Known are {', '.join(KEYS)}.")
        for number, one in enumerate(people, 1)
        for key in one
        if key not in KEYS
    ]
    wrong += [
        Finding(file.name, n, "age", "is missing", "Give whole years.")
        for n, one in enumerate(people, 1)
        if "age" not in one
    ]
    if wrong:
        raise BadInput(wrong)
    return tuple(Member(**one) for one in people)


def _tell(answer: Answer) -> None:
    console = Console(highlight=False)
    better = answer.gain_cents >= 0
    said = "less" if better else "more"
    console.print(
        f"Under {answer.bill} this household would pay {usd(abs(answer.gain_cents), cents_shown=False)} {said} a year.",
        style="bold" if better else "bold red",
    )
    table = Table(title=f"{answer.year}, dollars a year; a cost is positive", title_justify="left")
    for heading in ("", "today", "after"):
        table.add_column(heading, justify="right" if heading else "left")
    for line in answer.lines:
        table.add_row(line.label, usd(line.before_cents), usd(line.after_cents))
    table.add_row("in all", usd(answer.before_cents), usd(answer.after_cents), style="bold")
    print_table(table, console)
    for at in answer.by_incidence:
        gain, kept = (usd(each, cents_shown=False) for each in (at.gain_cents, at.kept_by_employer_cents))
        part = f"Where wages take {at.incidence_bp / 100:.0f} % of what the employer saves or pays more"
        console.print(f"{part}: {gain} ({kept} stays with the employer).", soft_wrap=True)
    for said_so in answer.assumed:
        console.print(f"Assumed: {said_so}", soft_wrap=True)


# `cleanbill finance presets`: published studies, replayed.


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
    print_table(_presets(told), console)
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
    return f"{value / 100:,.1f} %" if measure.endswith("_bp") else usd_billions(value)

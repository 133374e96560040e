"""`cleanbill contract`: what single payer frees for an employer and its workers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import half_up, usd
from cleanbill.financing.contract import (
    COLUMNS,
    Freed,
    FreedCell,
    FreedYear,
    PaysMore,
    Side,
    cell_rows,
    contract_summary,
    freed,
    notes,
    pays_more,
    read_contract,
)

# The tables and sentences in which a contract's result is told on a terminal.


WORDS = {
    "health_premium": "part of health premiums",
    "dental_premium": "part of dental premiums",
    "vision_premium": "part of vision premiums",
    "hra": "HRA",
    "hsa": "HSA deposits",
    "taft_hartley": "Taft-Hartley contributions",
    "opt_out": "opt-out payments",
    "retirees": "retirees' premiums",
    "administration": "administration",
    "out_of_pocket": "out of pocket",
    "hsa_lost": "HSA deposits lost",
    "opt_out_lost": "opt-out payments lost",
}
LABELS = 34  # signs that the names of lines take


def headline(result: Freed) -> str:
    """The answer in a few sentences."""
    contract, year = result.contract, result.in_all
    span = contract.labels[0] if len(contract.labels) == 1 else f"{contract.labels[0]} to {contract.labels[-1]}"
    changed = f" with {', '.join(contract.bill_changes)}" if contract.bill_changes else ""
    retired = sum(retiree.headcount for retiree in contract.retirees)
    found = [
        f"{contract.name}, {span}, under {contract.bill.name}{changed}.",
        f"Employer{_outcome(year.employer)}{_relative(year, year.employer)}.",
        f"{_people(contract.workers, 'worker')}{_outcome(year.workers)}{_relative(year, year.workers)}.",
        f"{_people(retired, 'retiree')}{_outcome(year.retirees)}." if retired else "",
    ]
    return "\n".join(line for line in found if line)


def more_lines(result: Freed) -> list[str]:
    """Everyone who pays more, a line each with their years; that nobody does, where nobody does."""
    found: dict[tuple[str, str, str], list[PaysMore]] = {}
    for each in pays_more(result):
        found.setdefault((each.who, each.unit, each.tier), []).append(each)
    if not found:
        return ["Nobody in this file pays more in any year."]
    return [f"Pays more: {_pays_more(years)}" for years in found.values()]


def _pays_more(years: Sequence[PaysMore]) -> str:
    first = years[0]
    if first.who == "people":
        amounts = ", ".join(f"{usd(year.each_cents)} in {year.year}" for year in years)
        at = f" at {usd(first.wage_cents)}" if first.wage_cents else ""
        return f"{first.unit}, {first.tier}{at}, {_people(first.count, 'person')}, each by {amounts}: {first.why}."
    who = "the employer" if first.who == "employer" else f"the employer for {first.unit}"
    return f"{who}, by {', '.join(f'{usd(year.cents)} in {year.year}' for year in years)}."


def freed_tables(result: Freed, width: int) -> Iterator[Table]:
    """Every line of each year and its sum, as many years abreast as fit, all years together last."""
    years = [*result.years, result.in_all] if len(result.years) > 1 else list(result.years)
    widest = max(len(usd(year.payroll_cents)) for year in years)
    abreast = max(1, (width - LABELS) // (widest + 3))
    for start in range(0, len(years), abreast):
        yield _freed(years[start : start + abreast])


def _freed(years: Sequence[FreedYear]) -> Table:
    table = _table("No longer paid, less new taxes and what is lost")
    table.add_column("", min_width=LABELS - 4)
    for year in years:
        table.add_column(year.label, justify="right", no_wrap=True)
    _section(table, "employer", [year.employer for year in years], years)
    _section(table, "workers", [year.workers for year in years], years)
    if any(year.retirees.lines for year in years):
        _section(table, "retirees", [year.retirees for year in years], None)
    table.add_row("together", *(usd(year.together) for year in years), style="bold")
    table.add_row("payroll", *(usd(year.payroll_cents) for year in years))
    table.add_row("hours", *(f"{year.hours:,}" for year in years))
    return table


def _section(table: Table, name: str, sides: Sequence[Side], years: Sequence[FreedYear] | None) -> None:
    table.add_row(name)
    lines = dict.fromkeys(line for side in sides for line in side.lines)
    for line in sorted(lines, key=lambda line: any(side.lines.get(line, 0) < 0 for side in sides)):
        table.add_row(f"  {escape(_words(line))}", *(usd(side.lines.get(line, 0)) for side in sides))
    table.add_row(f"= {name}", *(_red(side.total) for side in sides), style="bold", end_section=years is None)
    if years is not None:
        both = list(zip(sides, years, strict=True))
        table.add_row("  of payroll", *(_percent(year.of_payroll_bp(side.total)) for side, year in both))
        table.add_row("  an hour", *(usd(year.an_hour(side.total)) for side, year in both), end_section=True)


def _words(line: str) -> str:
    if line.endswith("_picked_up_tax"):
        return f"new tax, {line.removesuffix('_picked_up_tax')}, for workers"
    if line.endswith("_tax"):
        return f"new tax, {line.removesuffix('_tax')}"
    return WORDS.get(line, line.removeprefix("ends_too."))


def kinds(year: FreedYear) -> Table:
    """One row for workers alike: what each is freed of, and the wage above which they would pay more."""
    table = _table(f"By unit and tier, {year.label}: what one person is freed of")
    table.add_column("", min_width=16)
    for name in ("wage", "freed", "an hour", "more above", "employer"):
        table.add_column(name, justify="right", no_wrap=True)
    for unit in year.units:
        table.add_row(escape(unit))
        found = [cell for cell in year.cells if cell.unit == unit]
        for cell in found:
            table.add_row(f"  {cell.count:,} {cell.tier}", *_kind(cell), end_section=cell is found[-1])
    return table


def kinds_said(year: FreedYear) -> str:
    """What the columns of `kinds` are, and the employer's break-even."""
    said = (
        "more above: the wage above which that worker pays more than today. employer: what it is freed of for one "
        "such person, with their part of payroll taxes by wages."
    )
    if year.break_even_payroll_cents is None:
        return said
    mean = usd(half_up(year.break_even_payroll_cents, year.headcount))
    return (
        f"{said}\nThe employer as a whole pays more where the payroll of these workers is above "
        f"{usd(year.break_even_payroll_cents)} (a mean wage of {mean}) and all else is as it is."
    )


def _kind(cell: FreedCell) -> tuple[str, ...]:
    employer = _red(half_up(cell.employer.total, cell.count))
    if cell.retired:
        return ("", _red(cell.per_person_cents), "", "", employer)
    wage = cell.break_even_wage_cents
    above = "any wage" if wage is None else usd(wage, cents_shown=False)
    an_hour = usd(half_up(cell.per_person_cents, cell.hours))
    return (usd(cell.wage_cents, cents_shown=False), _red(cell.per_person_cents), an_hour, above, employer)


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=SIMPLE)


def passed_on(year: FreedYear) -> Table:
    """What comes of the employer's money where none, some or all of it goes to wages."""
    table = _table(f"The employer's money by the part bargained into wages, {year.label}")
    table.add_column("")
    for each in year.passed:
        table.add_column(_percent(each.part_bp), justify="right", no_wrap=True)
    rows = {
        "the employer keeps": [usd(each.kept) for each in year.passed],
        "raise of wages": [usd(each.wages) for each in year.passed],
        "  of payroll": [_percent(year.of_payroll_bp(each.wages)) for each in year.passed],
        "  an hour": [usd(year.an_hour(each.wages)) for each in year.passed],
        "the employer's new tax on the raise": [usd(each.employer_taxes) for each in year.passed],
        "= the employer is freed of": [_red(each.kept + each.wages + each.employer_taxes) for each in year.passed],
    }
    for name, cells in rows.items():
        table.add_row(name, *cells, style="bold" if name.startswith("=") else None, end_section=name.startswith("="))
    table.add_row("raise of wages", *(usd(each.wages) for each in year.passed))
    table.add_row("workers' new tax on the raise", *(_red(-each.people_taxes) for each in year.passed))
    table.add_row("workers are freed of, as above", *(usd(year.workers.total) for _ in year.passed))
    table.add_row("= workers", *(_red(year.workers.total + each.to_people) for each in year.passed), style="bold")
    return table


def _people(count: int, one: str) -> str:
    many = "people" if one == "person" else f"{one}s"
    return f"{count:,} {one if count == 1 else many}"


def _outcome(side: Side) -> str:
    return f": {usd(-side.total)} more to pay" if side.total < 0 else f": {usd(side.total)} freed"


def _relative(year: FreedYear, side: Side) -> str:
    return (
        f" ({_percent(year.of_payroll_bp(abs(side.total)))} of payroll, {usd(year.an_hour(abs(side.total)))} an hour)"
    )


def _percent(part_bp: int) -> str:
    return f"{part_bp // 100} %" if part_bp % 100 == 0 else f"{part_bp / 100:.2f} %"


def _red(cents: int) -> str:
    return f"[red]{usd(cents)}[/]" if cents < 0 else usd(cents)


def contract(
    file: Annotated[Path, typer.Argument(help="A contract, YAML; docs/contract.md shows one.", metavar="FILE")],
    bill: Annotated[
        str | None, typer.Option(help="A bill that ships, or a file, in place of the one FILE names.", metavar="BILL")
    ] = None,
    as_json: AsJson = False,
    table: Annotated[
        Path | None, typer.Option("--csv", help="Also write every line of every year as CSV.", metavar="FILE")
    ] = None,
) -> None:
    """What single payer frees for an employer and its workers, contract by contract, and who would pay more.

    Example: cleanbill contract our-contract.yaml --bill ma-194 --csv lines.csv
    """
    result = freed(read_contract(file, bill=bill))
    if table is not None:
        _write(result, table)
    if as_json:
        print(json.dumps(contract_summary(result), ensure_ascii=False))
    else:
        _tell(result)


def _write(result: Freed, path: Path) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS)
            writer.writeheader()
            writer.writerows(cell_rows(result))
    except OSError as error:
        raise CleanbillError(
            f"--csv {path} cannot be written: {error.strerror}. Name a file in a folder of yours."
        ) from None


def _tell(result: Freed) -> None:
    console = Console(highlight=False)
    console.print(headline(result), style="bold", markup=False, soft_wrap=True)
    for line in more_lines(result):
        console.print(line, style="red" if line.startswith("Pays more") else None, markup=False, soft_wrap=True)
    console.print()
    for table in (*freed_tables(result, console.width), kinds(result.years[0])):
        print_table(table, console)
    console.print(kinds_said(result.years[0]), soft_wrap=True)
    console.print()
    console.print(passed_on(result.in_all))
    for note in notes(result.contract):
        console.print(f"- {note}", markup=False, soft_wrap=True)

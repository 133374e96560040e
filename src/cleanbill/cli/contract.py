"""`cleanbill contract`: what single payer frees for an employer and its workers."""

from __future__ import annotations

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
from cleanbill.core.money import half_up, usd
from cleanbill.door import (
    ContractResult,
    Freed,
    FreedCell,
    FreedYear,
    Side,
    break_even_words,
    free_contract,
    percent_words,
)

# The tables in which a contract's result is shown on a terminal.


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
        table.add_row("  of payroll", *(percent_words(year.of_payroll_bp(side.total)) for side, year in both))
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
        table.add_column(percent_words(each.part_bp), justify="right", no_wrap=True)
    rows = {
        "the employer keeps": [usd(each.kept) for each in year.passed],
        "raise of wages": [usd(each.wages) for each in year.passed],
        "  of payroll": [percent_words(year.of_payroll_bp(each.wages)) for each in year.passed],
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
    result = free_contract(file, bill=bill)
    if table is not None:
        result.write_csv(table)
    if as_json:
        print(json.dumps(result.summary, ensure_ascii=False))
    else:
        _tell(result)


def _tell(result: ContractResult) -> None:
    console = Console(highlight=False)
    console.print(result.says, style="bold", markup=False, soft_wrap=True)
    for line in result.pay_more:
        console.print(line, style="red", markup=False, soft_wrap=True)
    if not result.pay_more:
        console.print("Nobody in this file pays more in any year.", markup=False, soft_wrap=True)
    console.print()
    freed, first = result.freed, result.freed.years[0]
    for table in (*freed_tables(freed, console.width), kinds(first)):
        print_table(table, console)
    console.print(break_even_words(first), soft_wrap=True)
    console.print()
    console.print(passed_on(freed.in_all))
    for note in result.notes:
        console.print(f"- {note}", markup=False, soft_wrap=True)

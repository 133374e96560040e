"""A contract's result as plain values: one dictionary for JSON, rows for CSV. Amounts are whole cents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cleanbill.financing.contract.freed_money import Freed, FreedYear, Side, pays_more
from cleanbill.financing.contract.terms import FUND, INSURED, Contract

# What a contract's result stands on and cannot know, in sentences: only those that hold of this file.


def notes(contract: Contract) -> tuple[str, ...]:
    """In the order of their weight."""
    return tuple(_notes(contract))


def _notes(contract: Contract) -> Iterator[str]:
    yield (
        "What the employer is freed of is the employer's until it is bargained for: no law makes it wages. Studies "
        "find from none of it to all of it in wages (law/us/pass_through); all are shown."
    )
    if contract.rate_scale == 1:
        yield "Taxes are at the bill's rates, which may not cover what the Trust costs: see `cleanbill finance run`."
    yield (
        "All is before income tax and Social Security tax: a premium share taken from pay before tax is worth less "
        "to the worker than it says, and wages that replace it are taxed."
    )
    yield (
        "A worker's tax is on these wages alone: other jobs, and a spouse's wages and plan, are not in it. "
        "See `cleanbill finance household`."
    )
    yield from _of_this_file(contract)


def _of_this_file(contract: Contract) -> Iterator[str]:
    used = {(unit.plan.name, tier): unit.plan for unit in contract.units for tier in unit.workers}
    lacking = any(plan.out_of_pocket is None for (_, tier), plan in used.items() if tier in (*INSURED, FUND))
    if lacking:
        yield "A plan gives no out_of_pocket: what its workers pay for care themselves is not counted as freed."
    if any(tier == FUND for _, tier in used):
        yield (
            "A Taft-Hartley contribution is bargained as part of an hour's package: many agreements let the union move "
            "it to wages. Here it is the employer's until that is agreed; what the fund pays besides health is yours "
            "to leave out."
        )
    if any(unit.hours_assumed for unit in contract.units):
        yield "Where a unit gives no hours, 2,080 a year are taken (law/us/full_time_hours)."
    employer = contract.employer
    if employer.employees > contract.workers and employer.payroll_cents is None:
        yield (
            f"{employer.employees - contract.workers:,} other employees are taken to earn what these do on average; "
            "employer.payroll says otherwise."
        )
    for tax in contract.bill.taxes:
        if tax.of_payroll and tax.employees_at_least:
            yield _large(contract, tax.name, tax.employees_at_least, tax.employees_counted)
    if contract.picked_up_bp:
        yield "A tax that the employer pays for a worker may itself be taxed as pay; that is not counted."


def _large(contract: Contract, name: str, at_least: int, counted: str) -> str:
    places = contract.employer.places if counted == "establishment" else (contract.employer.employees,)
    large = sum(people >= at_least for people in places)
    if len(places) == 1:
        what = "the place of work" if counted == "establishment" else "the employer"
        return f"The tax {name} is for {at_least} employees or more; {what} has {places[0]:,}."
    return f"The tax {name} is for {at_least} employees or more; {large} of {len(places)} places of work have them."


SCHEMA = "cleanbill.contract/1"
COLUMNS = ("year", "unit", "tier", "count", "wage_cents", "hours", "side", "line", "cents")


def contract_summary(result: Freed) -> dict[str, Any]:
    """Everything that was worked out."""
    contract = result.contract
    return {
        "schema": SCHEMA,
        "name": contract.name,
        "bill": {
            "name": contract.bill.name,
            **contract.bill.own_source,
            "title": contract.bill.title,
            "changes": list(contract.bill_changes),
            "rates_times": contract.rate_scale,
            "assumed": [f"{assumption.name} {assumption.value}" for assumption in contract.bill.assumed],
        },
        "pays_more": [asdict(payer) for payer in pays_more(result)],
        "years": [_year(year) for year in result.years],
        "in_all": _year(result.in_all),
        "notes": list(notes(contract)),
    }


def cell_rows(result: Freed) -> Iterator[dict[str, Any]]:
    """One row for each line of each cell of each year; they add up to every total."""
    for year in result.years:
        for cell in year.cells:
            head = (year.label, cell.unit, cell.tier, cell.count, cell.wage_cents, cell.hours)
            sides = {"employer": cell.employer, "retirees" if cell.retired else "workers": cell.people}
            for side, cells in sides.items():
                for line, cents in cells.lines.items():
                    yield dict(zip(COLUMNS, (*head, side, line, cents), strict=True))


def _side(side: Side, year: FreedYear) -> dict[str, Any]:
    return {
        "lines": dict(side.lines),
        "freed_cents": side.freed,
        "borne_cents": side.borne,
        "total_cents": side.total,
        "of_payroll_bp": year.of_payroll_bp(side.total),
        "cents_an_hour": year.an_hour(side.total),
    }


def _year(year: FreedYear) -> dict[str, Any]:
    return {
        "label": year.label,
        "headcount": year.headcount,
        "payroll_cents": year.payroll_cents,
        "hours": year.hours,
        "employer": _side(year.employer, year),
        "workers": _side(year.workers, year),
        "retirees": {"lines": dict(year.retirees.lines), "total_cents": year.retirees.total},
        "together_cents": year.together,
        "units": {
            name: {"employer_cents": employer.total, "people_cents": people.total}
            for name, (employer, people) in year.units.items()
        },
        "cells": [_cell(year, row) for row in range(len(year.cells))],
        "break_even_payroll_cents": year.break_even_payroll_cents,
        "pass_through": [asdict(passed) | {"to_people": passed.to_people} for passed in year.passed],
    }


def _cell(year: FreedYear, row: int) -> dict[str, Any]:
    cell = year.cells[row]
    return {
        "unit": cell.unit,
        "tier": cell.tier,
        "count": cell.count,
        "wage_cents": cell.wage_cents,
        "hours": cell.hours,
        "employer": {"lines": dict(cell.employer.lines), "total_cents": cell.employer.total},
        "people": {
            "lines": dict(cell.people.lines),
            "total_cents": cell.people.total,
            "each_cents": cell.per_person_cents,
        },
        "break_even_wage_cents": cell.break_even_wage_cents,
    }

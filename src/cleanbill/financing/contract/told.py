"""A contract's result as plain values: one dictionary for JSON, rows for CSV. Amounts are whole cents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cleanbill.financing.contract.freed import Freed, FreedYear, Side
from cleanbill.financing.contract.more import pays_more
from cleanbill.financing.contract.notes import notes

SCHEMA = "cleanbill.contract/1"
COLUMNS = ("year", "unit", "tier", "count", "wage_cents", "hours", "side", "line", "cents")


def told(result: Freed) -> dict[str, Any]:
    """Everything that was worked out."""
    contract = result.contract
    return {
        "schema": SCHEMA,
        "name": contract.name,
        "bill": {
            "name": contract.bill.name,
            "title": contract.bill.title,
            "changes": list(contract.bill_changes),
            "rates_times": contract.rate_scale,
            "assumed": [f"{each.name} {each.value}" for each in contract.bill.assumed],
        },
        "pays_more": [asdict(each) for each in pays_more(result)],
        "years": [_year(year) for year in result.years],
        "in_all": _year(result.in_all),
        "notes": list(notes(contract)),
    }


def rows(result: Freed) -> Iterator[dict[str, Any]]:
    """One row for each line of each cell of each year; they add up to every total."""
    for year in result.years:
        for cell in year.cells:
            head = (year.label, cell.unit, cell.tier, cell.count, cell.wage_cents, cell.hours)
            sides = {"employer": cell.employer, "retirees" if cell.retired else "workers": cell.people}
            for side, held in sides.items():
                for line, cents in held.lines.items():
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
        "pass_through": [asdict(each) | {"to_people": each.to_people} for each in year.passed],
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
        "people": {"lines": dict(cell.people.lines), "total_cents": cell.people.total, "each_cents": cell.each},
        "break_even_wage_cents": cell.break_even_wage_cents,
    }

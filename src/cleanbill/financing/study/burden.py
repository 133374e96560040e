"""Debt and care forgone today, and what a reform does to them, as rows of plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cleanbill.financing.forgone import forgone, harm, patient_shares
from cleanbill.financing.owing import (
    debt_bands,
    debt_checks,
    debt_flow,
    debt_path,
    equal_years,
    means_of_survey,
    old_debt,
)
from cleanbill.financing.spending import Spending, checks
from cleanbill.people.population import Population

DRAWN_YEARS = 32  # of each person, of equal chance, for families' debt


@dataclass(frozen=True, slots=True)
class Burden:
    """What people owe and go without, as rows."""

    debt: list[dict[str, Any]]
    debt_checks: list[dict[str, Any]]
    debt_path: list[dict[str, Any]]
    debt_path_today: list[dict[str, Any]]
    old_debt: list[dict[str, Any]]
    forgone: list[dict[str, Any]]
    forgone_kinds: list[dict[str, Any]]
    forgone_checks: list[dict[str, Any]]
    spending_checks: list[dict[str, Any]]


def burden(people: Population, spending: Spending, years: int, seed: int) -> Burden:
    """The burden of `people` whose care costs `spending`, with nothing due from that year on, over `years`."""
    by_kind = spending.by("out_of_pocket")
    drawn = equal_years(spending.draws.out_of_pocket, spending.draws.weight, seed=seed, draws=DRAWN_YEARS)
    means = means_of_survey(people, drawn, by_kind=by_kind)
    flow = debt_flow(people, drawn, means, by_kind)
    free = debt_path(flow, years, free_care_from=people.year)
    without = forgone(people, patient_shares(by_kind, spending.allowed))
    return Burden(
        debt=_rows(debt_bands(people, flow)),
        debt_checks=_rows(debt_checks(flow)),
        debt_path=[_without_book(row) for row in free],
        debt_path_today=[_without_book(row) for row in debt_path(flow, years)],
        old_debt=_rows(old_debt(free)),
        forgone=_rows(without.groups),
        forgone_kinds=_rows(without.kinds),
        forgone_checks=_rows(without.checks),
        spending_checks=_rows(checks(people, spending)),
    )


def harm_rows(day: date) -> list[dict[str, Any]]:
    """What studies found on going without care, and what they do not show."""
    return _rows(harm(day))


def _rows(found: Any) -> list[dict[str, Any]]:
    return [_plain(asdict(row)) for row in found]


def _without_book(row: Any) -> dict[str, Any]:
    told = _plain(asdict(row))
    del told["book"]
    return told


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Numbers of numpy as Python's, floats to four places."""
    return {key: _value(value) for key, value in row.items()}


def _value(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float):
        return round(plain, 4)
    if isinstance(plain, dict):
        return _plain(plain)
    if isinstance(plain, list | tuple):
        return [_plain(one) if isinstance(one, dict) else _value(one) for one in plain]
    return plain

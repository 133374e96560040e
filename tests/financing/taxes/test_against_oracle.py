"""Taxes laid on arrays equal the rules told person by person, whatever the income, the bill and its settings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.financing.taxes import Earner, Earners, bill_names, load_bill, places, taxes_of, taxes_on
from cleanbill.financing.taxes.bill import FILINGS, KINDS
from cleanbill.people.population import SIZES, population
from tests.financing.taxes.oracle import slow_taxes, totals

YEAR = 2024
MONEY = st.one_of(
    st.just(0), st.integers(0, 5_000_000), st.integers(0, 10**10), st.sampled_from([2_000_000, 2_000_020, 2_750_000])
)
SIGNED = st.one_of(MONEY, st.integers(-5_000_000, -1))
CHANGES: dict[str, list[dict[str, Any]]] = {
    "ma-194": [
        {},
        {"unearned_unit": "return", "unearned_base": {"interest": 10_000, "gains": 6_667, "partnership": 7_000}},
        {"unearned_unit": "household", "employer_exemption_unit": "employer", "employee_tax_paid_by": "employer"},
        {"employer_large_rate_bp": 44, "self_employment_base": {"self_employment": 9_235}},
    ]
}
BILLS = [(name, change) for name in bill_names() for change in CHANGES.get(name, [{}])]


@st.composite
def person(draw: st.DrawFn) -> dict[str, Any]:
    signed = ("self_employment", "partnership", "gains")
    income = {kind: draw(SIGNED if kind in signed else MONEY) for kind in KINDS}
    employees = draw(st.none() | st.integers(1, 2_000) | st.sampled_from([9, 10, 24, 25, 49, 50, 99, 100, 499, 500]))
    return {**income, "employees": employees, "unit": draw(st.integers(0, 2)), "family": draw(st.integers(0, 1))}


@st.composite
def household(draw: st.DrawFn) -> list[Earner]:
    filings = draw(st.lists(st.sampled_from(FILINGS), min_size=3, max_size=3))
    people = draw(st.lists(person(), min_size=1, max_size=6))
    return [Earner(**each, filing=filings[each["unit"]]) for each in people]


@pytest.mark.parametrize(("name", "change"), BILLS, ids=lambda value: str(value)[:40])
@settings(max_examples=60, deadline=None)
@given(people=household(), scale=st.sampled_from([1.0, 0.0, 0.5, 1.2345]))
def test_a_household(name: str, change: dict[str, Any], people: list[Earner], scale: float) -> None:
    bill, there = load_bill(name, settings=change), places(YEAR)
    fast = taxes_on(people, bill, year=YEAR, rate_scale=scale)
    slow = slow_taxes(people, bill, there, scale)
    assert totals(fast) == totals(slow)  # exact
    grouped = {tax.name for tax in bill.taxes if tax.unit in ("return", "family", "household")}
    for quick, plain in zip(fast, slow, strict=True):
        # a group's tax is shared in floating point: a cent may fall to a neighbour, and no cent is lost
        assert all(abs(quick[name] - plain[name]) <= (name in grouped) for name in plain)


def of_household(people: Earners, rows: list[int]) -> list[Earner]:
    size = people.employer_size
    return [
        Earner(
            **{kind: int(getattr(people, kind)[row]) for kind in KINDS},
            employees=None if size[row] < 0 else max(SIZES[size[row]], 1),
            filing=FILINGS[people.filing[row] - 1],
            unit=int(people.unit[row]),
            family=int(people.family[row]),
        )
        for row in rows
    ]


@pytest.mark.parametrize(("name", "change"), BILLS, ids=lambda value: str(value)[:40])
def test_a_population(name: str, change: dict[str, Any]) -> None:
    """Every fifteenth household of the year, each worked out alone."""
    people, bill, there = population(YEAR), load_bill(name, settings=change), places(YEAR)
    fast = taxes_of(people, bill).amounts
    for house in range(0, int(people.house.max()), 15):
        rows = [int(row) for row in np.flatnonzero(people.house == house)]
        slow = totals(slow_taxes(of_household(people, rows), bill, there, 1.0))
        assert slow == {name: int(cents[rows].sum()) for name, cents in fast.items()}

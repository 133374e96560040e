"""Worked examples of a bill's taxes, and sums that must hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from cleanbill.core.errors import BadInput
from cleanbill.financing.taxes import (
    Earner,
    bill_names,
    employer_tax,
    levy,
    load_bill,
    places,
    revenue,
    taxable,
    taxes_of,
    taxes_on,
)
from cleanbill.financing.taxes.bill import KINDS
from cleanbill.people.population import SIZES, Population, population

HERE = Path(__file__).parent
HOUSEHOLDS = yaml.safe_load((HERE / "taxes.yaml").read_text("utf-8"))
EMPLOYERS = yaml.safe_load((HERE / "employer.yaml").read_text("utf-8"))
YEAR = 2023


@pytest.mark.parametrize("case", HOUSEHOLDS, ids=lambda case: case["name"])
def test_a_household(case: dict[str, Any]) -> None:
    bill = load_bill(case.get("bill", "ma-194"), settings=case.get("settings", {}))
    people = [Earner(**person) for person in case["people"]]
    due = taxes_on(people, bill, year=YEAR, rate_scale=case.get("rate_scale", 1.0))
    asked = case.get("only", [tax.name for tax in bill.taxes])
    assert [{name: cents for name, cents in each.items() if cents and name in asked} for each in due] == case["wanted"]


@pytest.mark.parametrize("case", EMPLOYERS, ids=lambda case: case["name"])
def test_an_employer(case: dict[str, Any]) -> None:
    bill = load_bill(case.get("bill", "ma-194"), settings=case.get("settings", {}))
    assert employer_tax(bill, case["payroll_cents"], case["establishments"], case["employees"]) == case["wanted"]


def test_places_are_of_the_sizes_that_the_population_knows() -> None:
    assert places(YEAR).employer_from == SIZES
    assert set(KINDS) <= set(Population.__dataclass_fields__)


def test_places_at_a_size_that_is_not_known_are_the_mean_of_all() -> None:
    """3,227,591 employees over 170,812 establishments, 18.9 each; 2,132,342 of them work for 100 or more, 66.07 %."""
    there = places(YEAR)
    assert there.establishment_cents[-1] == pytest.approx(sum(there.employees) / 170_812 * 90_000_00, rel=0.01)
    tax = load_bill("ma-194").tax("employer_large")
    assert list(there.reached(tax)) == [0, 0, 0, 0, 730_000, 730_000, round(730_000 * 2_132_342 / 3_227_591)]


def test_pay_grows_with_wages() -> None:
    """Growth factors of wages: 14,173 in 2023, 15,476 in 2025."""
    assert places(2025).establishment_cents[0] == pytest.approx(
        places(2023).establishment_cents[0] * 15476 / 14173, rel=1e-6
    )


@pytest.mark.parametrize("name", bill_names())
def test_taxes_of_a_population_add_up(name: str) -> None:
    people, bill = population(YEAR), load_bill(name)
    due = taxes_of(people, bill)
    assert list(due.amounts) == [tax.name for tax in bill.taxes]
    assert all(cents.dtype == np.int64 and (cents >= 0).all() for cents in due.amounts.values())
    assert (due.total == np.sum(list(due.amounts.values()), axis=0)).all()
    assert (due.of(["employer"]) + due.of(["person"]) == due.total).all()
    assert sum(revenue(people, due).values()) > 10**11


def test_a_scale_is_the_same_on_bases_worked_out_before() -> None:
    people, bill = population(YEAR), load_bill("ma-194")
    bases = taxable(people, bill)
    for scale in (0.0, 0.87, 1.0, 1.31):
        before, now = levy(bases, rate_scale=scale), taxes_of(people, bill, rate_scale=scale)
        assert all((before.amounts[name] == now.amounts[name]).all() for name in now.amounts)
    assert levy(bases, rate_scale=0.0).total.sum() == 0


def test_the_employers_exemption_comes_to_20_000_for_each_establishment_that_workers_stand_for() -> None:
    """With wages equal to the pay assumed: exempt = wages / payroll of an establishment x 20,000."""
    there, bill = places(YEAR), load_bill("ma-194")
    wages = 10_000_000
    for size, employees in enumerate(SIZES):
        person = Earner(wages=wages, employees=max(employees, 1))
        taxed = taxes_on([person], bill, year=YEAR)[0]["employer"] / 0.075
        exempt = wages - taxed
        assert exempt == pytest.approx(wages / there.establishment_cents[size] * 20_000_00, abs=20)


@pytest.mark.parametrize(
    "wrong", [{"filing": "jiont"}, {"wages": 10**12}, {"employees": 0}], ids=["filing", "wages", "employees"]
)
def test_a_person_who_cannot_be_is_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=next(iter(wrong))):
        taxes_on([Earner(), Earner(**wrong)], load_bill("ma-194"), year=YEAR)


@pytest.mark.parametrize("given", [(-1, 1, 1), (100, 0, 1), (100, 1, 0)])
def test_an_employer_that_cannot_be_is_told(given: tuple[int, int, int]) -> None:
    with pytest.raises(BadInput, match="employer"):
        employer_tax(load_bill("ma-194"), *given)

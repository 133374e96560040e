"""On the survey as Tax-Calculator's file weighs it, the bases are those that were measured on that file.

../shared/background gives, for 2023: wages 304.19 billion dollars, 239.0 above 20,000 a person (2.5 % is 5.97); on
self-employment 12.8 above it (10 % is 1.28); on interest and dividends 0.55 in tax, 0.44 above 30,000.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from cleanbill.financing.taxes import load_bill, taxes_of
from cleanbill.financing.taxes.earners import Together
from cleanbill.financing.taxes.tax_places import Ints
from cleanbill.law import parameter
from cleanbill.people.tables import tax_units

BILLION = 1e11  # in cents
HUNDREDTHS = 100


@cache
def survey() -> tuple[Together, Ints]:
    """Heads and spouses of every tax unit in 2023, and the unit's weight in hundredths; owned income is the head's."""
    units, growth = tax_units(), parameter("us/income_growth").at(date(2023, 1, 1))
    n = len(units["weight"])
    nothing = np.zeros(n, np.int64)

    def earned(kind: str, factor: str) -> Ints:
        dollars = np.concatenate([units[f"{kind}_head"], units[f"{kind}_spouse"]])
        return dollars * np.where(dollars < 0, growth["business_loss"], growth[factor]) // 100

    def owned(kind: str) -> Ints:
        return np.concatenate([units[kind] * growth[kind] // 100, nothing])

    none = np.zeros(2 * n, np.int64)
    unit = np.tile(np.arange(n), 2)
    people = Together(
        year=2023,
        house=unit,
        family=unit,
        unit=unit,
        filing=np.tile(units["filing"], 2),
        employer_size=none - 1,
        wages=earned("wages", "wages"),
        self_employment=earned("business", "business"),  # what was measured has no farm income
        partnership=none,
        interest=owned("interest"),
        dividends=owned("dividends"),
        gains=none,
        pensions=none,
        social_security=none,
        unemployment=none,
        benefits=none,
    )
    return people, np.tile(units["weight"], 2)


def billions(cents: Ints) -> float:
    return float((cents * survey()[1]).sum()) / HUNDREDTHS / BILLION


def test_wages() -> None:
    assert billions(survey()[0].wages) == pytest.approx(304.19, abs=0.005)


def test_the_employees_tax() -> None:
    due = taxes_of(survey()[0], load_bill("ma-194")).amounts
    assert billions(due["employee"]) == pytest.approx(5.97, abs=0.005)


def test_the_tax_on_the_self_employed() -> None:
    due = taxes_of(survey()[0], load_bill("ma-194")).amounts
    assert billions(due["self_employed"]) == pytest.approx(1.28, abs=0.005)


@pytest.mark.parametrize(("exemption_cents", "wanted"), [(2_000_000, 0.55), (3_000_000, 0.44)])
def test_the_tax_on_unearned_income(exemption_cents: int, wanted: float) -> None:
    bill = load_bill("ma-194", settings={"unearned_exemption_cents": exemption_cents, "unearned_unit": "return"})
    due = taxes_of(survey()[0], bill).amounts
    assert billions(due["unearned"]) == pytest.approx(wanted, abs=0.005)


def test_the_employers_tax_is_below_that_on_all_wages_by_the_exemption_of_its_establishments() -> None:
    """7.5 % of all wages is 22.8; some 179,000 establishments' 20,000 take 0.27 off."""
    due = taxes_of(survey()[0], load_bill("ma-194")).amounts
    assert billions(due["employer"]) == pytest.approx(22.8 - 0.27, abs=0.05)

"""Today's income and payroll taxes: worked sums, and a slow oracle of the federal tax beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from cleanbill.financing.households import Member
from cleanbill.financing.households.household_model import persons_of_household
from cleanbill.financing.households.todays_taxes import PresentTax, present_tax
from tests.financing.households.oracle import slow_federal

CASES = yaml.safe_load((Path(__file__).parent / "taxes.yaml").read_text("utf-8"))
YEAR = 2026


def parts(tax: PresentTax) -> dict[str, list[int]]:
    payroll = tax.payroll
    named = {name: getattr(payroll, name) for name in type(payroll).__dataclass_fields__}
    named |= {"federal": tax.federal, "state": tax.state, "state_further": tax.state_further}
    return {name: cents.tolist() for name, cents in named.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_return(case: dict[str, Any]) -> None:
    persons, _, _ = persons_of_household([Member(**each) for each in case["people"]], YEAR)
    found = parts(present_tax(persons, persons.wages - persons.pre_tax))
    assert {name: found[name] for name in case["wanted"]} == case["wanted"]


MONEY = some.one_of(some.just(0), some.integers(0, 80_000_00), some.integers(0, 3_000_000_00))


@settings(deadline=None, max_examples=150)
@given(
    year=some.sampled_from([2023, 2024, 2025, 2026, 2029]),
    ages=some.tuples(some.integers(18, 90), some.one_of(some.none(), some.integers(18, 90)), some.integers(0, 3)),
    money=some.fixed_dictionaries(
        dict.fromkeys(("wages", "interest", "dividends", "gains", "pensions", "social_security"), MONEY)
    ),
    loss=some.integers(0, 1_000_000),
)
def test_the_federal_tax_is_that_of_a_slow_oracle(
    year: int, ages: tuple[int, int | None, int], money: dict[str, int], loss: int
) -> None:
    head, spouse, children = ages
    if money["gains"] == 0:
        money["gains"] = -loss
    members = [Member(head, **money)]
    members += [Member(spouse, role="spouse")] if spouse is not None else []
    members += [Member(5, role="dependent")] * children
    persons, _, _ = persons_of_household(members, year)
    found = int(present_tax(persons, persons.wages).federal.sum())
    assert abs(found - slow_federal(members, year)) <= 1


def test_what_is_a_returns_stands_at_its_first_person_and_two_returns_are_apart() -> None:
    two = [Member(40, wages=6_000_000), Member(40, unit=1, wages=6_000_000)]
    persons, _, _ = persons_of_household(two, YEAR)
    assert present_tax(persons, persons.wages).federal.tolist() == [502_000, 502_000]


def test_thresholds_grow_after_the_last_year_written_down() -> None:
    """2.5 % a year on: the same real income pays the same share."""
    now, _, _ = persons_of_household([Member(40, pensions=10_000_000)], 2026)
    later, _, _ = persons_of_household([Member(40, pensions=round(10_000_000 * 1.025**4))], 2030)
    taxes = [int(present_tax(each, each.wages).federal.sum()) for each in (now, later)]
    assert taxes[1] == pytest.approx(taxes[0] * 1.025**4, rel=1e-6)

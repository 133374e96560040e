"""A household before and after: worked accounts, and sums that hold whatever the household."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from cleanbill.core.errors import BadInput, BrokenLaw
from cleanbill.financing.households import COVERS, Choices, Member, after, household, today, what_if, what_ifs
from cleanbill.financing.households.after_reform import check
from cleanbill.financing.households.alternatives import patient_part
from cleanbill.financing.households.household_model import persons_of_household
from cleanbill.financing.taxes import load_bill, taxes_on
from cleanbill.financing.taxes.earners import Earner

CASES = yaml.safe_load((Path(__file__).parent / "accounts.yaml").read_text("utf-8"))
BILL = load_bill("ma-194")
YEAR = 2026


def chosen(case: dict[str, Any]) -> Choices:
    return Choices(case.get("incidence_bp", 5_000), medicare_premiums_stay=case.get("medicare_premiums_stay", False))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_account(case: dict[str, Any]) -> None:
    told = household(tuple(Member(**each) for each in case["people"]), BILL, year=YEAR, chosen=chosen(case))
    found = {line.name: [line.before_cents, line.after_cents] for line in told.lines}
    assert {name: found.get(name, [0, 0]) for name in case["wanted"]} == case["wanted"]
    assert told.gain_cents == case["gain"]
    assert told.before_cents - told.after_cents == told.gain_cents


def test_with_full_incidence_the_worker_gets_what_the_employer_is_freed_of() -> None:
    """W (1 + tax + 7.65 %) = premium - tax - 7.65 % of the premium once paid before tax."""
    worker = Member(
        40, wages=6_000_000, employees=8, cover="employer", employee_premium=200_000, employer_premium=800_000
    )
    told = household((worker,), BILL, year=YEAR, chosen=Choices(10_000))
    tax = taxes_on([Earner(wages=6_000_000, employees=8)], BILL, year=YEAR)[0]["employer"]
    wanted = (800_000 - tax - 15_300) / (1 + tax / 6_000_000 + 0.0765)
    assert told.wage_change_cents == pytest.approx(wanted, abs=1)
    assert abs(told.kept_by_employer_cents) <= 3


MONEY = some.one_of(some.just(0), some.integers(0, 9_000_000), some.integers(0, 200_000_000))
MEMBER = some.builds(
    Member,
    age=some.integers(18, 95),
    cover=some.sampled_from(COVERS),
    wages=MONEY,
    self_employment=some.integers(-1_000_000, 20_000_000),
    interest=MONEY,
    gains=some.integers(-5_000_000, 90_000_000),
    pensions=MONEY,
    social_security=some.integers(0, 4_000_000),
    employees=some.one_of(some.none(), some.integers(1, 2_000)),
    out_of_pocket=some.one_of(some.none(), some.integers(0, 1_000_000)),
)
CHOSEN = some.builds(
    Choices,
    some.integers(0, 10_000),
    some.integers(0, 10_000),
    some.integers(0, 10_000),
    some.booleans(),
)


@settings(deadline=None, max_examples=120)
@given(members=some.lists(MEMBER, min_size=1, max_size=4), picked=CHOSEN, scale=some.floats(0, 2))
def test_columns_add_up_and_nothing_of_employers_money_is_lost(
    members: list[Member], picked: Choices, scale: float
) -> None:
    members = [replace(each, unit=place) for place, each in enumerate(members)]
    persons, own, _ = persons_of_household(members, YEAR)
    account = after(today(persons, own), BILL, picked, rate_scale=scale)
    before, later = (sum(each.values()) for each in (account.before, account.after))
    assert (before - later == account.gain).all()
    new = sum(cents for name, cents in account.after.items() if account.paid_by.get(name) == "employer")
    freed = account.before["employer_premium"] - account.after["employer_premium"]
    out = new + account.wage_change + account.after["employer_payroll_tax"] + account.kept_by_employer
    assert (freed == out).all()
    assert (persons.wages + account.wage_change >= 0).all()


@settings(deadline=None, max_examples=60)
@given(members=some.lists(MEMBER, min_size=1, max_size=3))
def test_people_are_worked_out_alike_alone_and_in_a_crowd(members: list[Member]) -> None:
    """One household's rules are those of many: arrays of n people give each return what it gets alone."""
    members = [replace(each, unit=place) for place, each in enumerate(members)]
    persons, own, _ = persons_of_household(members, YEAR)
    together = after(today(persons, own), BILL, Choices(7_000))
    for place in range(len(members)):
        rows = persons_of_household([replace(members[place], employer_premium=int(persons.employer_premium[place]),
                                             employee_premium=int(persons.employee_premium[place]))], YEAR)  # fmt: skip
        alone = after(today(rows[0], rows[1]), BILL, Choices(7_000))
        assert alone.gain[0] == together.gain[place]


def test_a_cent_that_goes_astray_is_a_broken_law() -> None:
    persons, own, _ = persons_of_household([Member(40, wages=6_000_000, cover="employer")], YEAR)
    account = after(today(persons, own), BILL, Choices(5_000))
    check(account)
    with pytest.raises(BrokenLaw, match="1 people"):
        check(replace(account, gain=account.gain + np.int64(1)))


def test_no_bill_no_change_but_what_ends() -> None:
    """At rate 0 with everything kept as it is, nobody gains or loses a cent."""
    worker = Member(40, wages=6_000_000, cover="employer", employees=50)
    persons, own, _ = persons_of_household([worker], YEAR)
    account = after(today(persons, own), BILL, Choices(5_000, 10_000, 10_000, True), rate_scale=0.0)
    assert account.gain.tolist() == [0]
    assert account.kept_by_employer.tolist() == [0]


@pytest.mark.parametrize(
    ("cover", "care", "paid", "left"),
    [
        ("employer", 2_000_000, 0, 150_000 + 277_500),  # 1,500, then 15 % of 18,500
        ("employer", 2_000_000, 100_000, 50_000 + 292_500),  # 500 of the deductible left, then 15 % of 19,500
        ("employer", 9_000_000, 300_000, 200_000),  # the limit of 5,000
        ("none", 662_000, 56_800, 662_000),
        ("medicare-masshealth", 2_000_000, 0, 0),
    ],
)
def test_the_patients_part_follows_from_the_plan(cover: str, care: int, paid: int, left: int) -> None:
    assert patient_part(cover, care, paid, YEAR) == left


FAMILY = (
    Member(40, wages=9_000_000, cover="employer", employees=200),
    Member(38, role="spouse", wages=3_000_000, cover="employer", employees=20),
    Member(8, role="dependent", cover="employer"),
)


@pytest.mark.parametrize("event", what_ifs())
def test_whatever_befalls_the_family_can_be_asked_and_adds_up(event: str) -> None:
    told = household(what_if(FAMILY, event, who=1 if event == "birth" else 0, year=YEAR), BILL, year=YEAR)
    assert told.before_cents - told.after_cents == told.gain_cents


def test_a_lost_job_takes_the_policy_with_it() -> None:
    after_it = what_if(FAMILY, "lost_job", who=0, year=YEAR)
    assert [each.cover for each in after_it] == ["connectorcare", "connectorcare", "masshealth"]
    # half of 9,000,000 // 52 = 173,076 is 86,538 a week, 26 weeks
    assert (after_it[0].wages, after_it[0].unemployment) == (0, 86_538 * 26)


def test_more_care_costs_more_today_and_nothing_more_after() -> None:
    plain, ill = (household(each, BILL, year=YEAR) for each in (FAMILY, what_if(FAMILY, "diabetes", year=YEAR)))
    assert ill.before_cents > plain.before_cents
    assert ill.after_cents == plain.after_cents


def test_a_couple_with_two_policies_has_the_children_on_that_of_who_earns_more() -> None:
    """Family 2,378.40 and single 869.87 a month in 2026; 30 and 24 % by the employee."""
    couple = (replace(FAMILY[0], holds_policy=True), replace(FAMILY[1], holds_policy=True), FAMILY[2])
    persons, _, _ = persons_of_household(couple, YEAR)
    assert (persons.employer_premium + persons.employee_premium).tolist() == [2_854_080, 1_043_844, 0]
    assert persons.employee_premium.tolist() == [856_224, 250_523, 0]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ((Member(40, cover="emploer"),), "Did you mean employer"),
        ((Member(40, wages=-5),), "wages: -5 is negative"),
        ((Member(40), Member(41)), "2 heads"),
        ((Member(40), Member(41, role="spouse"), Member(42, role="spouse")), "more than one spouse"),
        ((Member(140),), "age"),
        ((), "has nobody"),
        ((Member(40, employees=0),), "employees"),
    ],
)
def test_a_household_that_cannot_be_is_told(members: tuple[Member, ...], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        household(members, BILL)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadInput) as told:
        household((Member(40, cover="nothing", wages=-1), Member(200, role="dependent")), BILL)
    assert len(told.value.findings) == 3


def test_incidence_beyond_its_bounds_is_told() -> None:
    with pytest.raises(BadInput, match="incidence_bp"):
        Choices(10_001)


def test_nothing_heavy_is_loaded_for_a_household() -> None:
    asked = "import sys, cleanbill.financing.households; print({'ibis', 'duckdb', 'pyarrow'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"

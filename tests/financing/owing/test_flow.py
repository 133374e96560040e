"""The yearly flow: the hump by income, what moves it, and the sums behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.care.tables import BENEFITS
from cleanbill.financing.medical_debt import DebtFlow, debt_bands, debt_checks, debt_flow, means_of_survey
from cleanbill.financing.medical_debt.checks import reported_share
from cleanbill.financing.medical_debt.means import band_of, carried_beside, chance_of_debt, families, oop_part
from cleanbill.financing.medical_debt.path import _left
from cleanbill.law import parameter
from cleanbill.people.population import PLANS
from tests.financing.owing.stand_in import out_of_pocket, residents

CASES = yaml.safe_load(Path(__file__).with_name("means.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def flow() -> DebtFlow:
    return debt_flow(residents(), out_of_pocket())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_sums(case: dict[str, Any]) -> None:
    bill, median = np.array([[case["bill_cents"]]], float), np.array([case["median_cents"]], float)
    assert round(chance_of_debt(bill, median, 0.0)[0] * 10_000) == case["chance_bp"]
    assert round(_left(bill, median, 0.0)[0]) == case["left_cents"]


@settings(max_examples=30)
@given(st.integers(1, 10**7), st.integers(1_000, 10**8))
def test_the_means_of_many_families_one_by_one_say_the_same(bill: int, median: int) -> None:
    at = (np.arange(100_000) + 0.5) / 100_000
    means = median * at / (1 - at)  # log-logistic of shape 1, by its quantiles
    bills, medians = np.array([[float(bill)]]), np.array([float(median)])
    assert chance_of_debt(bills, medians, 0.0)[0] == pytest.approx((means < bill).mean(), abs=2e-5)
    assert _left(bills, medians, 0.0)[0] == pytest.approx(np.maximum(bill - means, 0).mean(), abs=2e-5 * bill + 1e-6)


def test_people_in_debt_by_income_are_the_survey_s_hump(flow: DebtFlow) -> None:
    rows = [row for row in debt_bands(residents(), flow) if row.by == "income"]
    assert [row.group for row in rows] == ["0-138 % FPL", "139-299 % FPL", "300-399 % FPL", "400+ % FPL"]
    assert flow.means.reached == (True,) * 4
    for row, published in zip(rows, (1200, 2400, 2200, 1400), strict=True):
        assert row.published_bp == published
        assert row.insured_in_debt_bp == pytest.approx(published, abs=1)


def test_groups_add_up_to_all(flow: DebtFlow) -> None:
    rows = debt_bands(residents(), flow)
    for by in ("income", "age", "cover"):
        for field in ("people", "in_debt_people", "new_debt_people", "new_cents"):
            whole = getattr(rows[0], field)
            assert sum(getattr(row, field) for row in rows if row.by == by) == pytest.approx(whole, abs=len(PLANS))
    assert rows[0].new_cents == pytest.approx(flow.new_total, abs=1)


def test_a_later_survey_moves_all_bands_to_its_total() -> None:
    later = means_of_survey(residents(), out_of_pocket(), date(2021, 1, 1))
    rows = debt_bands(residents(), debt_flow(residents(), out_of_pocket(), later))
    assert [row.insured_in_debt_bp for row in rows if row.by == "income"] == pytest.approx(
        [882, 1765, 1618, 1029], abs=1
    )


def test_a_band_that_owes_nothing_is_told_as_missed() -> None:
    held = residents()
    cents = out_of_pocket().copy()
    cents[held.fpl_bp <= 13_899] = 0
    flow = debt_flow(held, cents)
    assert flow.means.reached == (False, True, True, True)
    poorest = next(row for row in debt_bands(held, flow) if row.by == "income")
    assert poorest.new_debt_people == poorest.new_cents == 0
    assert 0 < poorest.in_debt_bp < 1_200, "debt of earlier years, with another income"


def test_with_nothing_due_there_is_no_new_debt(flow: DebtFlow) -> None:
    free = debt_flow(residents(), np.zeros_like(out_of_pocket()), flow.means)
    assert free.new_total == 0
    assert free.people(free.leaves) == 0


def test_more_due_leaves_more_debt(flow: DebtFlow) -> None:
    double = debt_flow(residents(), out_of_pocket() * 2, flow.means)
    assert (double.new_cents >= flow.new_cents).all()
    assert double.new_total > 2 * flow.new_total, "debt grows faster than bills"
    assert double.people(double.leaves) > flow.people(flow.leaves)


def test_families_bills_are_their_members_without_drugs() -> None:
    held, cents = residents(), out_of_pocket()
    found = families(held, cents)
    assert found.people.sum() == len(held)
    at = int(np.argmax(found.people))
    rows = slice(found.first[at], found.first[at] + found.people[at])
    drugs = oop_part(("drugs",))
    assert 0.05 < drugs < 0.4
    np.testing.assert_allclose(found.bills[at], cents[rows].sum(axis=0) * (1 - drugs))
    assert found.adults[at] == (held.age[rows] >= 18).sum()


def test_hospitals_help_only_the_poor_and_lowers_their_debt(flow: DebtFlow) -> None:
    held = flow.families
    assert (held.apply[held.fpl_bp <= 15_000] == 0.5).all()
    assert (held.apply[held.fpl_bp > 15_000] == 0).all()
    rich = replace(residents(), fpl_bp=np.full(len(residents()), 15_001))
    poor = replace(residents(), fpl_bp=np.full(len(residents()), 14_999))
    same = replace(flow.means, median_cents=(400_000,) * 4)
    assert debt_flow(poor, out_of_pocket(), same).new_total < debt_flow(rich, out_of_pocket(), same).new_total


def test_bands_and_years() -> None:
    assert list(band_of(np.array([0, 13_899, 13_900, 39_999, 40_000]), [13_899, 29_999, 39_999, None])) == [
        0,
        0,
        1,
        2,
        3,
    ]


def test_having_debt_now() -> None:
    # each year brings debt with chance 0.1, open for two years: 1 - e^-0.2
    assert carried_beside(np.array([0.1]), 0.5, [1.0, 1.0], 0)[0] == pytest.approx(0.181269, abs=1e-6)
    # a quarter had another's income a year ago, with chance 0.5: 1 - e^-(0.1 + 0.75 x 0.1 + 0.25 x 0.5)
    assert carried_beside(np.array([0.1]), 0.5, [1.0, 1.0], 2_500)[0] == pytest.approx(0.259182, abs=1e-6)


def test_parts_by_kind_are_each_person_s_own() -> None:
    held, cents = residents(), out_of_pocket()
    by_kind = np.zeros((len(held), len(BENEFITS)), np.int64)
    by_kind[:, BENEFITS.index("drugs")] = 100
    assert families(held, cents, by_kind).bills.sum() == 0, "all is paid at the counter"
    by_kind[:, BENEFITS.index("inpatient")] = 300
    found = families(held, cents, by_kind)
    np.testing.assert_allclose(found.bills.sum(), cents.sum() * 0.75)
    assert found.helped.sum() == 0, "what is left is the hospital's"


def test_one_check_is_solved_for_and_the_others_are_not(flow: DebtFlow) -> None:
    checks = debt_checks(flow)
    solved = [check for check in checks if check.role == "solved for"]
    assert [check.what for check in solved] == ["adults with debt on reports, 2019"]
    assert solved[0].model == pytest.approx(solved[0].published, abs=1)
    by_name = {check.what: check for check in checks}
    seen = [by_name[f"adults with debt on reports, {year}"].model for year in (2019, 2022, 2023)]
    assert seen == sorted(seen, reverse=True), "each rule takes debt off reports"
    medians = [by_name[f"median debt on reports, {year}"].model for year in (2022, 2023)]
    assert medians[1] > medians[0], "what is left are the larger ones"
    assert len(checks) == len(by_name)


def test_accounts_below_the_limit_are_on_no_report_since_2023() -> None:
    # $900 on credit of each family are two accounts of at most $450; $1,100 may be two of $550
    held = residents()
    first = np.flatnonzero(np.diff(held.family, prepend=-1))
    later = parameter("us/credit_reports").at(date(2023, 8, 1))
    before = parameter("us/credit_reports").at(date(2022, 8, 1))
    shares = {}
    for dollars in (900, 1_100):
        cents = np.zeros((len(held), 1), np.int64)
        cents[first] = round(dollars * 100 / (1 - oop_part(("drugs",))))
        flow = debt_flow(held, cents)
        shares[dollars] = [reported_share(flow, 0.5, rule) for rule in (before, later)]
    assert shares[900][0] > 0 and shares[900][1] == 0
    assert shares[1_100][0] > shares[1_100][1] > 0

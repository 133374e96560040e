"""Each person's spending and who pays it: it adds up, meets the state's accounts, and follows the survey."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.care.generator.expectation import COVER_CLASSES, Ints
from cleanbill.core.errors import CleanbillError
from cleanbill.financing.spending import PAYERS, CheckRow, Spending, checks, health_spending, long_term_care
from cleanbill.financing.spending.amounts import BANDS, Amounts, at_level, bands, income_factors, published, whole
from cleanbill.financing.spending.spending import PRICES_BP
from cleanbill.people.population import PLANS, Population, population

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def people() -> Population:
    return population(2023)


@pytest.fixture(scope="module")
def spending(people: Population) -> Spending:
    return health_spending(people)


@pytest.fixture(scope="module")
def rows(people: Population, spending: Spending) -> dict[str, CheckRow]:
    return {row.figure: row for row in checks(people, spending)}


def some(people: Population, rows: Any) -> Population:
    """The population's people of `rows` alone, with their own policies."""
    picked = {
        field.name: getattr(people, field.name)[rows]
        for field in fields(Population)
        if isinstance(getattr(people, field.name), np.ndarray)
    }
    return replace(people, **picked)


def test_payers_add_up_to_the_cent(spending: Spending) -> None:
    assert (spending.paid.sum(axis=0) == spending.allowed).all()
    assert (spending.paid >= 0).all()
    by_payer = [getattr(spending, payer) for payer in PAYERS]
    assert (np.sum(by_payer, axis=0) == spending.total).all()
    assert spending.total.dtype == np.int64


def test_each_plan_is_paid_by_its_payers(people: Population, spending: Spending) -> None:
    pay = {
        "employer": {"out_of_pocket", "private", "other"},
        "masshealth": {"out_of_pocket", "medicaid", "other"},
        "medicare": {"out_of_pocket", "medicare", "other"},
        "medicare-supplement": {"out_of_pocket", "private", "medicare", "other"},
        "medicare-masshealth": {"out_of_pocket", "medicare", "medicaid", "other"},
        "none": {"out_of_pocket", "other"},
    }
    for plan, payers in pay.items():
        mine = people.cover == PLANS.index(plan)
        assert {payer for payer in PAYERS if getattr(spending, payer)[mine].any()} == payers, plan


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_sums(people: Population, spending: Spending, case: dict[str, Any]) -> None:
    person, one = case["person"], some(people, people.house == 0)
    like = replace(
        one,
        age=np.full(len(one), person["age"]),
        woman=np.full(len(one), person["woman"]),
        cover=np.full(len(one), PLANS.index(person["plan"])),
        fpl_bp=np.full(len(one), person["fpl_bp"]),
        subscriber=np.full(len(one), -1),
    )
    found = health_spending(like, spending.scale)
    parts = {payer: getattr(found, payer)[0] / found.total[0] for payer in PAYERS}
    assert sum(parts.values()) == pytest.approx(1)
    for payer in PAYERS:
        if payer in case:
            assert parts[payer] == pytest.approx(case[payer], abs=2e-5), payer
    assert parts["other"] <= case.get("other_at_most", 1)


@given(
    st.lists(st.lists(st.floats(0, 1e7), min_size=5, max_size=5), min_size=1, max_size=6),
)
def test_whole_cents_add_up_and_are_within_a_cent_or_two(rows: list[list[float]]) -> None:
    paid = np.array(rows).T[:, :, None]
    exact = Amounts(paid.sum(axis=0), paid[0], paid[0], paid)
    allowed, cents = whole(exact)
    assert (cents.sum(axis=0) == allowed).all()
    assert (cents >= 0).all()
    assert (np.abs(cents - paid) <= 2.5).all()  # each payer rounds alone, private has the rest


def test_fitted_totals_are_met_and_the_states_total_is_near(rows: dict[str, CheckRow]) -> None:
    fitted = [row for row in rows.values() if row.fitted]
    assert len(fitted) == 8
    for row in fitted:
        assert row.achieved == pytest.approx(row.target, rel=1e-3), row.figure
    # Nothing was fitted to CHIA's total; a tenth is what the accounts leave open.
    assert abs(rows["insured care with insurers' administration"].off) < 0.10


def test_the_distribution_is_the_surveys(rows: dict[str, CheckRow]) -> None:
    assert abs(rows["top 1 %"].off) < 0.10
    assert abs(rows["top 5 %"].off) < 0.05
    assert rows["bottom half, at most"].achieved < 3.5
    assert abs(rows["any spending"].off) < 0.05
    assert abs(rows["years drawn, mean"].off) < 0.02
    assert abs(rows["years drawn, out of pocket"].off) < 0.03


def test_income_factors_keep_each_classes_mean() -> None:
    people = published("totPOP__insurance__poverty", COVER_CLASSES, BANDS)
    factors = income_factors()
    for number, name in enumerate(COVER_CLASSES):
        known = ~np.isnan(people[number])
        if known.all():
            assert np.average(factors[number], weights=people[number]) == pytest.approx(1, abs=1e-9), name
    # Privately insured with high income: 5,482 over the mean of the five bands, 5,090.6.
    assert factors[0, 4] == pytest.approx(5_482 / 5_090.6, rel=1e-4)
    # Uninsured and near-poor is not printed: the rest of 21,045 x 1,167 over 1,565 thousand people, about 1,090.
    assert factors[2, 1] * 1_167 == pytest.approx(1_090, rel=0.01)


def test_income_bands_begin_where_the_survey_says() -> None:
    of = bands(np.array([-5, 0, 9_999, 10_000, 12_499, 12_500, 19_999, 20_000, 39_999, 40_000, 900_000]))
    assert [BANDS[band] for band in of] == [
        "poor", "poor", "poor", "near_poor", "near_poor", "low", "low", "middle", "middle", "high", "high",
    ]  # fmt: skip


def test_richer_privately_insured_people_cost_more(people: Population) -> None:
    private = np.flatnonzero(people.cover == PLANS.index("employer"))[:50]
    one = some(people, private)
    scale = health_spending(people).scale
    low = health_spending(replace(one, fpl_bp=np.full(len(private), 15_000)), scale)
    high = health_spending(replace(one, fpl_bp=np.full(len(private), 45_000)), scale)
    ratio = income_factors()[0, 4] / income_factors()[0, 2]
    under_65 = one.age < 65
    assert high.total[under_65].sum() / low.total[under_65].sum() == pytest.approx(ratio, rel=1e-4)


def test_a_household_alone_costs_what_it_does_within_the_state(people: Population, spending: Spending) -> None:
    mine = people.house == people.house[4_000]
    first = np.flatnonzero(mine)[0]
    own = some(people, mine)
    own = replace(own, subscriber=np.where(own.subscriber >= 0, own.subscriber - first, -1))
    alone = health_spending(own, spending.scale)
    assert (alone.allowed == spending.allowed[mine]).all()
    assert (alone.paid == spending.paid[:, mine]).all()


def test_a_household_alone_needs_the_states_scale(people: Population) -> None:
    with pytest.raises(CleanbillError, match="scale of the state"):
        health_spending(some(people, [int(np.flatnonzero(people.cover == PLANS.index("employer"))[0])]))


def test_scaling_up_the_plan_leaves_less_in_proportion(people: Population, spending: Spending) -> None:
    """Deductibles and limits weigh less where care is dearer: the share falls, for no benefit's coinsurance alone."""
    employer = people.cover == PLANS.index("employer")
    one = some(people, employer)
    dear = replace(spending.scale, cover={name: 1.3 * value for name, value in spending.scale.cover.items()})
    now = health_spending(one, spending.scale)
    then = health_spending(one, dear)
    assert then.out_of_pocket.sum() / then.total.sum() < now.out_of_pocket.sum() / now.total.sum()
    assert then.out_of_pocket.sum() > now.out_of_pocket.sum()


@given(st.lists(st.integers(0, 10**7), min_size=len(PRICES_BP), max_size=len(PRICES_BP)), st.floats(0.1, 5))
def test_between_levels_it_is_straight_and_never_below_nothing(levels: list[int], level: float) -> None:
    found = float(at_level(np.array(levels, dtype=float)[:, None], np.array([level]))[0])
    grid = [price / 10_000 for price in PRICES_BP]
    piece = max(0, min(len(grid) - 2, sum(level >= edge for edge in grid) - 1))
    slope = (levels[piece + 1] - levels[piece]) / (grid[piece + 1] - grid[piece])
    assert found == pytest.approx(max(0, levels[piece] + slope * (level - grid[piece])), abs=1e-6 * 10**7)


def test_nobody_is_asked_more_than_care_costs_or_than_the_plans_limit(people: Population, spending: Spending) -> None:
    draws = spending.draws
    assert (draws.asked <= draws.allowed).all()
    assert (draws.out_of_pocket <= draws.asked).all()
    insured = people.cover != PLANS.index("none")
    assert (draws.out_of_pocket[insured] == draws.asked[insured]).all()
    assert draws.weight.sum() == pytest.approx(1)
    # MassHealth asks for drugs alone, at most 250 dollars of 2025; terms grow as spending does, 4.9 % a year.
    most = 25_000 / 1.049**2
    masshealth = draws.asked[people.cover == PLANS.index("masshealth")]
    assert most * 0.9 < masshealth.max() <= most + 1


def test_the_same_people_have_the_same_spending_again(people: Population, spending: Spending) -> None:
    again = health_spending(people)
    assert (again.allowed == spending.allowed).all()
    assert (again.draws.asked == spending.draws.asked).all()


def test_long_term_care_adds_up_and_is_no_ones_spending(people: Population) -> None:
    # 2023: 829 and 1,163 dollars a resident of 2020, grown at 2.8 and 6.3 % a year for three years.
    care = long_term_care(people)
    a_head = 829 * 1.028**3 + 1_163 * 1.063**3
    residents = people.weight.sum() / 100
    assert care.total == pytest.approx(100 * a_head * residents, rel=1e-6)
    assert sum(care.paid(payer) for payer in PAYERS) == care.total


@pytest.mark.parametrize("year", [2024, 2030])
def test_spending_grows_with_the_accounts(people: Population, spending: Spending, year: int) -> None:
    later = health_spending(replace(people, year=year))
    growth = people.total(later.total) / people.total(spending.total)
    assert 1.04 ** (year - 2023) < growth < 1.055 ** (year - 2023)  # payers' totals grow 4.9 % a year
    assert (later.paid.sum(axis=0) == later.allowed).all()


def test_bands_are_numbers(people: Population) -> None:
    found: Ints = bands(people.fpl_bp)
    assert found.min() >= 0
    assert found.max() < len(BANDS)

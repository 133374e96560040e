"""How use answers: worked sums, and what holds whatever the elasticity."""

from __future__ import annotations

import numpy as np
import pytest

from cleanbill.care import BENEFITS
from cleanbill.financing.spending import Response, Spending, health_spending, response, with_use
from cleanbill.people.population import PLANS, Population, population

NONE = PLANS.index("none")


@pytest.fixture(scope="module")
def people() -> Population:
    return population(2023)


@pytest.fixture(scope="module")
def spending(people: Population) -> Spending:
    return health_spending(people)


def test_more_elastic_more_care_and_none_at_nought(people: Population, spending: Spending) -> None:
    more = [people.total(with_use(spending, people, response(e)).no_price.sum(axis=1)) for e in (0, -1_000, -2_000)]
    assert more[0] == 0
    assert 0 < more[1] < more[2]
    assert more[2] / people.total(spending.total) == pytest.approx(2 * more[1] / people.total(spending.total), rel=0.1)


def test_who_pays_nothing_today_uses_no_more(people: Population, spending: Spending) -> None:
    use = with_use(spending, people, response(-2_000))
    free = spending.by("out_of_pocket") == 0
    assert (use.no_price[free] == 0).all()
    assert (use.no_price >= 0).all()
    assert (use.covered[people.cover != NONE] == 0).all()


def test_the_uncovered_come_to_a_share_of_the_insured(people: Population, spending: Spending) -> None:
    uncovered = people.cover == NONE
    low, all_of_it = (
        with_use(spending, people, Response(0, newly_covered_bp=share)).allowed[uncovered].sum(axis=1)
        for share in (2_500, 10_000)
    )
    assert (low <= all_of_it).all()
    assert (low >= spending.total[uncovered]).all()
    insured = (people.cover == PLANS.index("employer")) & (people.age < 65)
    mean = np.average(spending.total[insured], weights=people.weight[insured])
    covered = np.average(all_of_it, weights=people.weight[uncovered])
    assert 0.5 < covered / mean < 1.3  # not the same ages, but the same care at the same age


def test_the_cap_holds_each_kind_of_care(people: Population, spending: Spending) -> None:
    open_, capped = (with_use(spending, people, Response(-2_000, 8_000, supply_cap_bp=cap)) for cap in (None, 300))
    assert (open_.not_met == 0).all()
    for number, _ in enumerate(BENEFITS):
        today = people.total(spending.allowed[:, number])
        wanted, had = (people.total(use.allowed[:, number]) / today - 1 for use in (open_, capped))
        assert had == pytest.approx(min(wanted, 0.03), abs=1e-5)
    assert (capped.not_met <= 0).all()
    assert (capped.allowed >= spending.allowed).all()


def test_by_benefit_and_income(people: Population, spending: Spending) -> None:
    one = Response(-2_000, 8_000, by_benefit={"inpatient": 0}, by_band={"middle": 0, "high": 0})
    use = with_use(spending, people, one)
    assert (use.no_price[:, BENEFITS.index("inpatient")] == 0).all()
    assert (use.no_price[people.fpl_bp >= 20_000] == 0).all()


def test_the_levers_of_law_are_the_default(people: Population, spending: Spending) -> None:
    assert response() == Response(-2_000, 8_000, 1_000)
    assert (with_use(spending, people).allowed == with_use(spending, people, response()).allowed).all()

"""Parts of the way to each person's spending, one by one."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from cleanbill.care import BENEFITS
from cleanbill.care.generator.expectation import CELLS
from cleanbill.financing.spending import Response, Spending, health_spending, with_use
from cleanbill.financing.spending.amounts import standing
from cleanbill.financing.spending.scale import _left
from cleanbill.financing.spending.settled import KINDS, settled_years
from cleanbill.financing.spending.spending import PRICES_BP
from cleanbill.law import parameter
from cleanbill.people.population import PLANS, Population, population

DRUGS = BENEFITS.index("drugs")


@pytest.fixture(scope="module")
def people() -> Population:
    return population(2023)


@pytest.fixture(scope="module")
def spending(people: Population) -> Spending:
    return health_spending(people)


def alike(people: Population, **columns: Any) -> Population:
    """As many people as the columns have entries, each a household of their own but for what is given."""
    number = len(next(iter(columns.values())))
    own = {name: np.arange(number) for name in ("house", "family", "unit")}
    first = {
        field.name: np.full(number, getattr(people, field.name)[0])
        for field in fields(Population)
        if isinstance(getattr(people, field.name), np.ndarray)
    }
    given = {name: np.asarray(values) for name, values in columns.items()}
    return replace(people, **(first | {"subscriber": np.full(number, -1)} | own | given))


def kinds(people: Population) -> list[str]:
    """The kind of settled years of each person."""
    return [KINDS[kind] for kind in settled_years().key[standing(people).group] // CELLS]


def test_who_shares_a_policy_shares_its_limits(people: Population) -> None:
    employer = PLANS.index("employer")
    four = alike(
        people, age=[40, 42, 10, 40], cover=[employer] * 4, subscriber=[0, 0, 0, 3], family=[0, 0, 0, 0]
    )  # one of the family has a policy of their own
    assert kinds(four) == ["shared", "shared", "shared", "employer"]
    connector = PLANS.index("connectorcare")
    assert kinds(alike(people, age=[40, 42, 50], cover=[connector] * 3, family=[0, 0, 1])) == ["shared"] * 2 + [
        "employer"
    ]
    masshealth = PLANS.index("masshealth")
    assert kinds(alike(people, age=[40, 42], cover=[masshealth] * 2, family=[0, 0])) == ["masshealth"] * 2


def test_medicare_pays_what_it_would_alone_and_its_share_of_the_rest(people: Population, spending: Spending) -> None:
    one = alike(people, age=[70], cover=[PLANS.index("medicare-supplement")], fpl_bp=[30_000])
    found = health_spending(one, spending.scale)
    years, group = settled_years(), standing(one).group
    alone = years.mean_medicare[group] / years.mean_allowed[group] * found.allowed
    advantage = parameter("us/spending_scale").at(date(2023, 1, 1))["medicare_advantage_bp"] / 10_000
    added = found.by("medicare") - alone + found.by("private")
    office = BENEFITS.index("office")  # with 20 % coinsurance that the supplement pays
    assert found.by("private")[0, office] > 0
    assert found.by("private")[0, office] / added[0, office] == pytest.approx(1 - advantage, abs=1e-3)


def test_rebates_on_drugs_go_to_the_payer_not_to_the_patient(people: Population, spending: Spending) -> None:
    one = alike(people, age=[30, 50, 70], cover=[PLANS.index(name) for name in ("employer", "hdhp", "medicare")])
    now = health_spending(one, spending.scale)
    fewer = replace(spending.scale, service=spending.scale.service | {"drugs": spending.scale.service["drugs"] * 1.2})
    then = health_spending(one, fewer)
    assert (then.allowed[:, DRUGS] > 1.19 * now.allowed[:, DRUGS]).all()
    assert (then.by("out_of_pocket")[:, DRUGS] == now.by("out_of_pocket")[:, DRUGS]).all()


def test_benefits_at_levels_apart_do_not_pass_the_limit_together() -> None:
    """A limit of 5,000 reached at every level: 5,000 of one kind at the lowest, 2,000 and 3,000 at the highest."""
    share = np.zeros((len(PRICES_BP), 1, 2))
    share[:, 0] = [[5_000, 0], [4_000, 1_000], [3_000, 2_000], [2_000, 3_000]]
    found = _left(share, np.array([[PRICES_BP[0] / 10_000, PRICES_BP[-1] / 10_000]]))
    # each at its level: 5,000 + 3,000 = 8,000, so both are cut to 5/8: 3,125 and 1,875
    assert found[0].tolist() == pytest.approx([3_125, 1_875])


def test_the_newly_covered_cost_what_the_insured_of_their_age_do(people: Population, spending: Spending) -> None:
    ages, bands = [3, 10, 30, 50], [9_000, 15_000, 30_000, 50_000]
    uncovered = alike(people, age=ages, cover=[PLANS.index("none")] * 4, fpl_bp=bands)
    insured = alike(people, age=ages, cover=[PLANS.index("employer")] * 4, fpl_bp=bands)
    now = health_spending(uncovered, spending.scale)
    like = health_spending(insured, spending.scale)
    use = with_use(now, uncovered, Response(0, newly_covered_bp=10_000))
    assert (use.allowed == np.maximum(like.allowed, now.allowed)).all()
    half = with_use(now, uncovered, Response(0, newly_covered_bp=5_000))
    assert (np.abs(half.allowed - np.maximum(like.allowed / 2, now.allowed)) <= 1).all()


def test_a_year_of_scale_depends_on_no_order(people: Population, spending: Spending) -> None:
    back = slice(None, None, -1)
    turned = replace(
        people,
        **{
            field.name: getattr(people, field.name)[back]
            for field in fields(Population)
            if isinstance(getattr(people, field.name), np.ndarray)
        },
    )
    scale = health_spending(turned).scale
    assert scale.cover == pytest.approx(spending.scale.cover, rel=1e-9)
    assert scale.service == pytest.approx(spending.scale.service, rel=1e-9)

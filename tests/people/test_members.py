"""The survey's tax units become exactly as many people as they say, and add up to the same dollars."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cleanbill.law import parameter
from cleanbill.people.income import HEADS, OLD_AGE, OWNED, incomes
from cleanbill.people.sampling import band_shares, draw_ages, household_weights, rake, survey_weights
from cleanbill.people.tables import HEAD, SPOUSE, family_of, members, tax_units

DAY = date(2026, 11, 24)
UNITS = tax_units()
PEOPLE = members(UNITS, DAY)


def test_a_unit_of_n_has_n_people_with_one_head() -> None:
    assert (np.bincount(PEOPLE.unit) == UNITS["size"]).all()
    assert (np.bincount(PEOPLE.unit[PEOPLE.role == HEAD]) == 1).all()
    assert (PEOPLE.role == SPOUSE).sum() == (UNITS["filing"] == 2).sum()


def test_the_survey_s_counts_by_age_are_kept() -> None:
    under_18 = np.bincount(PEOPLE.unit, PEOPLE.age_high < 18)
    of_18 = np.bincount(PEOPLE.unit, (PEOPLE.age_low >= 18) & (PEOPLE.age_high <= 20))
    assert (under_18 == UNITS["under_18"]).all()
    assert (of_18 == UNITS["from_18"]).all()
    # the rest are of 21 and more; 13 units do not say the age of one of theirs
    rest = np.bincount(PEOPLE.unit, PEOPLE.age_low >= 21) - UNITS["from_21"]
    assert sorted(np.unique(rest, return_counts=True)[1].tolist()) == [13, 4352]


def test_households_and_families_stand_together_and_a_spouse_follows_the_head() -> None:
    assert (np.diff(PEOPLE.house) >= 0).all()
    begins = 1 + (np.diff(PEOPLE.family) != 0).sum()
    assert begins == len(np.unique(PEOPLE.family))
    spouse = np.flatnonzero(PEOPLE.role == SPOUSE)
    assert (PEOPLE.unit[spouse - 1] == PEOPLE.unit[spouse]).all()
    assert (PEOPLE.role[spouse - 1] == HEAD).all()


def test_minors_who_file_alone_join_a_family_of_their_household() -> None:
    family = family_of(UNITS)
    minor = (UNITS["age_head"] < 18) | (UNITS["dependent"] == 1)
    moved = family != np.arange(len(family))
    assert moved.sum() > 50
    assert minor[moved].all()
    assert not minor[family[moved]].any()
    assert (UNITS["house"][family] == UNITS["house"]).all()


def test_every_dollar_of_a_unit_reaches_one_of_its_people() -> None:
    money = incomes(UNITS, PEOPLE, date(2014, 6, 30))  # the survey's own year: nothing grows
    wages = UNITS["wages_head"] + UNITS["wages_spouse"]
    other = sum(UNITS[column] for column in (*OWNED, *OLD_AGE, *HEADS))
    business = sum(UNITS[f"{kind}_{who}"] for kind in ("business", "farm") for who in ("head", "spouse"))
    for name, dollars in {"wages": wages, "other_income": other, "self_employment": business}.items():
        assert (np.bincount(PEOPLE.unit, money[f"{name}_cents"]) == dollars * 100).all(), name


def test_wages_grow_by_the_factor_on_file() -> None:
    # 1.6018 in 2026: 100 dollars -> 160.18
    assert parameter("us/income_growth").at(DAY)["wages"] == 16_018
    then, now = (incomes(UNITS, PEOPLE, day)["wages_cents"] for day in (date(2014, 6, 30), DAY))
    assert np.abs(now - then * 1.6018).max() <= 0.51


def test_weighted_ages_hit_their_targets() -> None:
    by_age = parameter("states/ma/population").at(DAY)
    starts = sorted(by_age)
    weight = household_weights(UNITS, PEOPLE, DAY)
    assert (weight > 0).all()
    found = weight[PEOPLE.house] @ band_shares(PEOPLE.age_low, PEOPLE.age_high, starts)
    wanted = np.array([by_age[start] for start in starts])
    assert np.allclose(found / found.sum(), wanted / wanted.sum(), atol=1e-6)
    # the survey's own weights do not: the test can fail
    raw = survey_weights(UNITS)[PEOPLE.house] @ band_shares(PEOPLE.age_low, PEOPLE.age_high, starts)
    assert np.abs(raw / raw.sum() - wanted / wanted.sum()).max() > 0.005


def test_raking_by_hand() -> None:
    # two households, of two young and of one old: half of all people are old where weights are as 1 to 2
    found = rake(np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([1.0, 1.0]), np.array([0.5, 0.5]))
    assert found[1] / found[0] == pytest.approx(2)


def test_spans_of_age_are_split_between_bands() -> None:
    low, high = np.array([0, 7, 80]), np.array([5, 7, 84])
    assert band_shares(low, high, [0, 5, 80]).tolist() == [[5 / 6, 1 / 6, 0], [0, 1, 0], [0, 0, 1]]
    assert draw_ages(low, high, np.array([0.0, 0.5, 0.999])).tolist() == [0, 7, 84]

"""Residents: exactly n, whole households, the same bytes for the same seed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.law import parameter
from cleanbill.people import Person, residents
from cleanbill.people.sampling import ages_on, birth_dates

TODAY = date(2026, 11, 24)


def ages(person: pa.Table, day: date = TODAY) -> np.ndarray:
    return ages_on(person["birth_date"].to_numpy(), day)


@given(n=st.integers(1, 400), seed=st.integers(0, 2**63), today=st.dates(date(2014, 1, 1), date(2030, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_exactly_n_people_in_the_columns_of_person(n: int, seed: int, today: date) -> None:
    person = residents(n, seed=seed, today=today)
    assert person.num_rows == n
    assert person.schema == ibis_schema(Person).to_pyarrow()
    assert person["person_id"].to_pylist() == [f"P{number + 1:08d}" for number in range(n)]
    assert 0 <= ages(person, today).min() <= ages(person, today).max() <= 99
    parts = pc.add(pc.add(person["wages_cents"], person["self_employment_cents"]), person["other_income_cents"])
    assert person["income_cents"].equals(parts)
    assert pc.min(person["wages_cents"]).as_py() >= 0
    assert sum(column.null_count for column in person.columns) == 0


@given(n=st.integers(1, 400), seed=st.integers(0, 2**63))
@settings(max_examples=30, deadline=None)
def test_households_and_families_are_whole_and_in_order(n: int, seed: int) -> None:
    person = residents(n, seed=seed, today=TODAY)
    for column, letter in (("household_id", "H"), ("family_id", "F")):
        ids = person[column].to_pylist()
        kinds = sorted(set(ids))
        assert kinds == [f"{letter}{number + 1:08d}" for number in range(len(kinds))]
        assert ids == sorted(ids)
    homes = dict(zip(person["family_id"].to_pylist(), person["household_id"].to_pylist(), strict=True))
    pairs = set(zip(person["family_id"].to_pylist(), person["household_id"].to_pylist(), strict=True))
    assert len(homes) == len(pairs), "a family lives in one household"
    places = set(zip(person["household_id"].to_pylist(), person["county_fips"].to_pylist(), strict=True))
    assert len(places) == len(set(person["household_id"].to_pylist())), "a household lives in one county"


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    first, again, other = (residents(2_000, seed=seed, today=TODAY) for seed in (7, 7, 8))
    assert first.equals(again)
    assert not first.equals(other)


def test_fewer_residents_are_the_first_of_more_but_for_the_last_household() -> None:
    few, many = residents(500, seed=3, today=TODAY), residents(5_000, seed=3, today=TODAY)
    same = 500 - 11  # the largest household of the survey has 11 people
    assert few.slice(0, same).equals(many.slice(0, same))


def test_ages_counties_and_sexes_are_near_their_targets() -> None:
    person = residents(50_000, seed=1, today=TODAY)
    by_age = parameter("states/ma/population").at(TODAY)
    starts, total = sorted(by_age), sum(by_age.values())
    found = np.bincount(np.digitize(ages(person), starts) - 1, minlength=len(starts)) / 50_000
    assert np.abs(found - [by_age[start] / total for start in starts]).max() < 0.005
    counties = parameter("states/ma/counties").at(TODAY)
    assert set(person["county_fips"].to_pylist()) == set(counties)
    middlesex = pc.mean(pc.equal(person["county_fips"], "25017")).as_py()
    assert middlesex == pytest.approx(counties["25017"] / sum(counties.values()), abs=0.01)
    assert pc.mean(pc.equal(person["sex"], "F")).as_py() == pytest.approx(0.515, abs=0.015)


@given(
    age=st.integers(0, 110), draw=st.floats(0, 1, exclude_max=True), today=st.dates(date(2000, 1, 1), date(2099, 1, 1))
)
def test_a_birth_date_gives_the_age_back(age: int, draw: float, today: date) -> None:
    born = birth_dates(np.array([age]), np.array([draw]), today)
    assert ages_on(born, today).tolist() == [age]


@pytest.mark.parametrize("n", [0, -1, 10**8])
def test_a_number_of_people_that_cannot_be_is_refused(n: int) -> None:
    with pytest.raises(CleanbillError, match="residents"):
        residents(n, seed=1, today=TODAY)

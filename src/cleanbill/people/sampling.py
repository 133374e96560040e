"""Residents of Massachusetts: survey households, drawn by weight until exactly n people.

Out: the table `person`. The same n, seed and day give the same rows on every
machine. Incomes repeat between people drawn from one survey household; ages
within a span, dates of birth, sex and county are drawn for each anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.people.income import draw_households, incomes, rows_of
from cleanbill.people.tables import (
    Floats,
    Ints,
    Members,
    Person,
    Units,
    draw_counties,
    draw_women,
    even,
    members,
    target,
    tax_units,
)

# Ages in years from spans of age, bands of age, and dates of birth.


TOP_CODE = 85  # the survey's code for any age from here


def draw_ages(low: Ints, high: Ints, draw: Floats) -> Ints:
    """An age within each span, both ends included; even, but thinning towards the oldest from 85."""
    thinned = np.where(low == TOP_CODE, draw * draw, draw)
    return np.asarray(low + (thinned * (high - low + 1)).astype(np.int64))


def band_shares(low: Ints, high: Ints, starts: Sequence[int]) -> Floats:
    """How much of each span of ages lies in each band: people x bands, rows add up to 1.

    `starts` are the first ages of the bands; the last band has no end.
    """
    ends = [*starts[1:], 1_000]
    years = [
        np.clip(np.minimum(high + 1, end) - np.maximum(low, start), 0, None)
        for start, end in zip(starts, ends, strict=True)
    ]
    return np.asarray(np.stack(years, axis=1) / (high - low + 1)[:, None])


def birth_dates(age: Ints, draw: Floats, today: date) -> NDArray[np.datetime64]:
    """Dates on which people who are of `age` today may have been born, any of the 365 with the same chance."""
    year = today.year - np.arange(0, age.max(initial=0) + 1)
    last = np.array([_same_day(int(y), today) for y in year], dtype="datetime64[D]")
    birthday: NDArray[np.datetime64] = last[age] - (draw * 365).astype(np.int64)
    return birthday


def ages_on(birth: NDArray[np.datetime64], day: date) -> Ints:
    """Whole years lived by `day`; 0 for who is born later."""
    months = birth.astype("datetime64[M]")
    years = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    dom = (birth - months).astype(np.int64) + 1
    before = (month > day.month) | ((month == day.month) & (dom > day.day))
    return np.asarray(np.maximum(day.year - years - before, 0))


def _same_day(year: int, day: date) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)


# Fits the survey's household weights to the ages of Massachusetts.
#
# The survey file counts 18 % too many people for 2023 and its households are of
# 2012 to 2014. Each household keeps its own weight times exp(sum over its people
# of the multiplier of their age band): of all weights that hit the shares, those
# nearest to the survey's (raking; Deville and Särndal 1992). The multipliers are
# found by Newton's method; weights come out whole, so that machines agree.


STEPS = 50
NEAR = 1e-10  # largest gap between a share and its target at which the fit stops
WHOLE = 10**9  # whole weights add up to about this


def household_weights(units: Units, people: Members, day: date) -> Ints:
    """A whole weight for each household, in no unit: only their proportions mean anything."""
    by_age = target("states/ma/population", day)
    band = band_shares(people.age_low, people.age_high, sorted(by_age))
    wanted = np.array([by_age[start] for start in sorted(by_age)], dtype=np.float64)
    fitted = rake(_per_house(people, band), survey_weights(units), wanted / wanted.sum())
    return np.asarray(np.rint(fitted / fitted.sum() * WHOLE).astype(np.int64))


def survey_weights(units: Units) -> Floats:
    """The survey's weight of each household: the mean of its tax units', each for its people."""
    people = np.bincount(units["house"], units["size"])
    return np.bincount(units["house"], units["size"] * units["weight"]) / people


def rake(counts: Floats, start: Floats, target: Floats) -> Floats:
    """Weights near `start` by which the bands of people have the shares `target`.

    `counts` is households x bands. Raises CleanbillError where no weights do.
    """
    start = start / (start @ counts.sum(axis=1))
    multiplier = np.zeros(counts.shape[1])
    for _ in range(STEPS):
        weight = start * np.exp(counts @ multiplier)
        gap = target - weight @ counts
        if np.abs(gap).max() < NEAR:
            return np.asarray(weight)
        multiplier += np.linalg.solve((counts * weight[:, None]).T @ counts, gap)
    raise CleanbillError("The survey's households cannot be weighted to the age shares in law/states/ma/population.")


def _per_house(people: Members, band: Floats) -> Floats:
    return np.stack([np.bincount(people.house, column) for column in band.T], axis=1)


MOST = 99_999_999  # people that an identifier of nine characters can tell apart


def residents(n: int, *, seed: int, today: date) -> pa.Table:
    """Exactly `n` residents in the columns of `Person`, a household's people together and in order.

    Incomes are of the year of `today`, ages are on `today`. With the same seed
    and day fewer residents are the first of more, but for the people of the
    last households, which are chosen to fit. Raises CleanbillError where n is
    not from 1 to 99,999,999, or `today` is before 2014-01-01.
    """
    if not 1 <= n <= MOST:
        raise CleanbillError(f"There can be 1 to {MOST:,} residents, not {n:,}.")
    units = tax_units()
    people = members(units, today)
    size = np.bincount(people.house)
    drawn = draw_households(household_weights(units, people, today), size, n, seed)
    row, house = rows_of(np.cumsum(size) - size, size, drawn)
    age = draw_ages(people.age_low[row], people.age_high[row], even(seed, "age", n))
    woman = draw_women(age, people, row, even(seed, "sex", n), today)
    money = {name: cents[row] for name, cents in incomes(units, people, today).items()}
    counties = draw_counties(len(drawn), seed, today)
    columns = {
        "person_id": _ids("P", np.arange(n)),
        "household_id": _ids("H", house),
        "family_id": _ids("F", _family_numbers(house, people.family[row])),
        "birth_date": pa.array(birth_dates(age, even(seed, "birthday", n), today)),
        "sex": pa.array(["M", "F"]).take(pa.array(woman.astype(np.int8))),
        "county_fips": counties.take(pa.array(house)),
        **{name: pa.array(cents) for name, cents in money.items()},
        "income_cents": pa.array(sum(money.values())),
    }
    return pa.table(columns).cast(ibis_schema(Person).to_pyarrow())


def _family_numbers(house: Ints, family: Ints) -> Ints:
    """0, 1, ... in order of appearance; a family's people stand together."""
    begins = (np.diff(house) != 0) | (np.diff(family) != 0)
    return np.concatenate([[0], np.cumsum(begins)])


def _ids(letter: str, number: Ints) -> pa.Array:
    """A letter and eight digits, counted from 1."""
    digits = pc.utf8_lpad(pc.cast(pa.array(number + 1), pa.string()), width=8, padding="0")
    return pc.binary_join_element_wise(letter, digits, "")

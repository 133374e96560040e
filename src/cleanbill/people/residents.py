"""Residents of Massachusetts: survey households, drawn by weight until exactly n people.

Out: the table `person`. The same n, seed and day give the same rows on every
machine. Incomes repeat between people drawn from one survey household; ages
within a span, dates of birth, sex and county are drawn for each anew.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.people.ages import birth_dates, draw_ages
from cleanbill.people.chance import Ints, even
from cleanbill.people.draw import draw_households, rows_of
from cleanbill.people.income import incomes
from cleanbill.people.members import members
from cleanbill.people.place import draw_counties
from cleanbill.people.sample import tax_units
from cleanbill.people.sex import draw_women
from cleanbill.people.tables import Person
from cleanbill.people.weights import household_weights

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

"""The tables `person` and `cover`; the survey's households as people, and the seeded draws that are made of them.

Embedded: 4,365 Massachusetts tax units of the CPS (data/cps_massachusetts.yaml). A draw depends on seed, purpose and
place alone. Statistics that people are fitted to are law (`target`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any
from zlib import crc32

import ibis.expr.datatypes as dt
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cleanbill.core.tables import Table, column
from cleanbill.law import parameter

# Seeded chance: one counter-based stream for each purpose, the same on every machine.
#
# The i-th number of a stream depends on the seed, the purpose and i alone, so
# asking for more numbers leaves the first ones as they were.


Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def stream(seed: int, purpose: str) -> np.random.Generator:
    """A Philox generator for this seed and purpose."""
    return np.random.Generator(np.random.Philox(key=[seed % 2**64, crc32(purpose.encode())]))


def even(seed: int, purpose: str, n: int) -> Floats:
    """`n` draws from 0 up to, without, 1."""
    return stream(seed, purpose).random(n)


# The embedded survey: 4,365 Massachusetts tax units of the CPS, columns as arrays.
#
# Its provenance, with every column's unit, stands beside it in
# `data/cps_massachusetts.yaml`; `scripts/extract_residents.py` makes both.


Units = Mapping[str, Ints]


@cache
def tax_units() -> Units:
    """Column name -> int64 array, one value a tax unit, plus `house`: 0, 1, ... by household.

    Units stand in order of household; dollars and ages are as surveyed.
    """
    file = resources.files("cleanbill.people").joinpath("data/cps_massachusetts.parquet")
    with file.open("rb") as opened:
        table = pq.read_table(opened)
    units = {name: table[name].to_numpy().astype(np.int64) for name in table.column_names}
    changed = (np.diff(units["survey_year"]) != 0) | (np.diff(units["household"]) != 0)
    units["house"] = np.concatenate([[0], np.cumsum(changed)])
    return units


# Which people of a household are one family: a tax unit, with the minors who file alone.
#
# The survey file gives a tax unit of its own to a child who earns, to a foster
# child and to whoever is claimed on another return. They join the largest unit
# of their household that an adult heads; alone in a household they stay alone.


ADULT = 18  # years


def family_of(units: Units) -> Ints:
    """For each tax unit the row of the unit whose family it belongs to, often its own."""
    rows = np.arange(len(units["size"]))
    joins = (units["dependent"] == 1) | (units["age_head"] < ADULT)
    order = np.lexsort((rows, -units["size"], joins, units["house"]))
    first = np.searchsorted(units["house"][order], units["house"])
    host = order[first]
    return np.where(joins & ~joins[host], host, rows)


# Statistics that people are fitted to, for any day.
#
# Law before it began does not hold, and `law` says so. A statistic is only an
# estimate, so for a day before the first the first one stands in.


def target(path: str, day: date) -> Any:
    """The value of a parameter on `day`, or its first value where the day is earlier."""
    known = parameter(path)
    return known.at(max(day, min(known.values)))


# Expands the survey's tax units to people: head, spouse and dependents by age span.
#
# In: tax units (sample.py). Out: `Members`, arrays with one value a person, a
# household's people together, a family's people together, head first, spouse
# next. A unit of size n has exactly n people. Where the ages of a unit do not
# account for all (13 of 4,365), the rest are dependents of no stated age.


HEAD, SPOUSE, DEPENDENT = 0, 1, 2
JOINT, LONE_HEAD = 2, 4  # filing status


@dataclass(frozen=True, slots=True)
class Members:
    """People of the survey, one value each."""

    house: Ints  # household, 0, 1, ...
    unit: Ints  # row of the tax unit
    family: Ints  # row of the unit that heads the family
    role: Ints  # HEAD, SPOUSE or DEPENDENT
    age_low: Ints  # years; the age is known where both are equal
    age_high: Ints
    coupled: Ints  # 1 where a head or spouse of a couple
    lone_parent: Ints  # 1 where a head with dependents and no spouse


def members(units: Units, day: date) -> Members:
    """The people of `units`, with the assumptions on ages that hold on `day`."""
    counts = _counts(units)
    spans = _spans(units, day)
    rows = np.arange(len(units["size"]))
    unit = np.concatenate([np.repeat(rows, count) for count, _ in counts])
    role = np.concatenate([np.full(count.sum(), role) for count, role in counts])
    low = np.concatenate([np.repeat(low, count) for (count, _), (low, _) in zip(counts, spans, strict=True)])
    high = np.concatenate([np.repeat(high, count) for (count, _), (_, high) in zip(counts, spans, strict=True)])
    family = family_of(units)[unit]
    order = np.lexsort((low, role, unit, unit != family, family, units["house"][unit]))
    unit, role, low, high, family = unit[order], role[order], low[order], high[order], family[order]
    joint, lone = units["filing"][unit] == JOINT, (units["filing"][unit] == LONE_HEAD) & (role == HEAD)
    coupled = (joint & (role != DEPENDENT)).astype(np.int64)
    return Members(units["house"][unit], unit, family, role, low, high, coupled, lone.astype(np.int64))


def _counts(units: Units) -> list[tuple[Ints, int]]:
    """How many of each kind a unit has, and their role; the kinds are in the order of `_spans`."""
    spouse = (units["filing"] == JOINT).astype(np.int64)
    under_18 = units["under_18"] - units["under_13"] - _adults_within(units, 0, 17)
    from_18 = units["from_18"] - _adults_within(units, 18, 20)
    stated = 1 + spouse + units["under_13"] + under_18 + from_18
    return [
        (np.ones_like(spouse), HEAD),
        (spouse, SPOUSE),
        (units["under_6"], DEPENDENT),
        (units["under_13"] - units["under_6"], DEPENDENT),
        (under_18, DEPENDENT),
        (from_18, DEPENDENT),
        (units["size"] - stated, DEPENDENT),
    ]


def _adults_within(units: Units, low: int, high: int) -> Ints:
    """How many of head and spouse are of this age, whom the survey counts beside the dependents."""
    head = (units["age_head"] >= low) & (units["age_head"] <= high)
    spouse = (units["filing"] == JOINT) & (units["age_spouse"] >= low) & (units["age_spouse"] <= high)
    return np.asarray(head.astype(np.int64) + spouse)


def _spans(units: Units, day: date) -> list[tuple[Ints, Ints]]:
    """First and last age of each kind of member, one value a unit."""
    law = target("us/age_detail", day)
    spans = [_top_coded(units["age_head"], law["oldest"]), _top_coded(units["age_spouse"], law["oldest"])]
    for low, high in ((0, 5), (6, 12), (13, 17), (18, 20), (21, law["student_last"])):
        spans.append((np.full_like(units["size"], low), np.full_like(units["size"], high)))
    return spans


def _top_coded(age: Ints, oldest: int) -> tuple[Ints, Ints]:
    return age, np.where(age == 80, 84, np.where(age == 85, oldest, age))


# Where a household lives: a county drawn by its people in the census.


def draw_counties(n: int, seed: int, day: date) -> pa.Array:
    """Five-digit FIPS codes of `n` households, independent of who they are (the survey has no county)."""
    people = target("states/ma/counties", day)
    codes = sorted(people)
    reached = np.cumsum([people[code] for code in codes])
    which = np.searchsorted(reached, (even(seed, "county", n) * reached[-1]).astype(np.int64), side="right")
    return pa.array(codes).take(pa.array(which))


# Who is a woman: the survey file does not say, so by law/states/ma/sex, an assumption.


def draw_women(age: Ints, people: Members, row: Ints, draw: Floats, day: date) -> NDArray[np.bool_]:
    """True for a woman, for people who stand at `row` of the survey's and are of `age`.

    Spouses stand right after their heads and are of the other sex.
    """
    role, coupled, lone_parent = people.role[row], people.coupled[row], people.lone_parent[row]
    law = target("states/ma/sex", day)
    starts = np.array(sorted(law["by_age"]))
    by_band = np.array([law["by_age"][start] for start in starts])
    share = by_band[np.searchsorted(starts, age, side="right") - 1]
    share = np.where(lone_parent == 1, law["lone_parent"], np.where(coupled == 1, 5_000, share))
    woman = draw * 10_000 < share
    spouse = (coupled == 1) & (role == SPOUSE)
    return np.where(spouse, ~np.roll(woman, 1), woman)


class Person(Table):
    """A resident. Incomes are for a year, of the person alone."""

    __grain__ = "a resident"
    __key__ = ("person_id",)

    person_id: dt.String = column("person", "the resident", unique=True)
    household_id: dt.String = column("person", "people who live together")
    family_id: dt.String = column("person", "people who share an income and a family policy (a tax unit)")
    birth_date: dt.Date = column("identity", "date of birth")
    sex: dt.String = column("person", "F or M", isin=["F", "M"])
    county_fips: dt.String = column("person", "county of residence, five digits", nullable=True)
    wages_cents: dt.Int64 = column("person", "wages and salaries", unit="cents a year", ge=0)
    self_employment_cents: dt.Int64 = column(
        "person", "business and farm income; a loss is negative", unit="cents a year"
    )
    other_income_cents: dt.Int64 = column("person", "interest, dividends, pensions, benefits", unit="cents a year")
    income_cents: dt.Int64 = column("person", "all of the three", unit="cents a year")


class Cover(Table):
    """A resident under a plan for a span of days, both ends included."""

    __grain__ = "a resident under a plan for a span of days; exactly one on each day"
    __key__ = ("person_id", "start")

    person_id: dt.String = column("person", "the resident")
    start: dt.Date = column("person", "first day under the plan")
    end: dt.Date = column("person", "last day under the plan")
    plan_id: dt.String = column("person", "the plan, as payer/plans names it")
    rule: dt.String = column("public", "the rule that assigned it, or 'given'")

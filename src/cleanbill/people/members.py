"""Expands the survey's tax units to people: head, spouse and dependents by age span.

In: tax units (sample.py). Out: `Members`, arrays with one value a person, a
household's people together, a family's people together, head first, spouse
next. A unit of size n has exactly n people. Where the ages of a unit do not
account for all (13 of 4,365), the rest are dependents of no stated age.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cleanbill.people.chance import Ints
from cleanbill.people.family import family_of
from cleanbill.people.sample import Units
from cleanbill.people.targets import target

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

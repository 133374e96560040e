"""Cover of the records, by the rules of `people.cover`, each record as one person with a lot of its own.

Young adults at their parents' (`parents`) are under their plan where it is an
employer's; the rules are asked for all, and again for all but them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleanbill.people.ages import birth_dates
from cleanbill.people.chance import Ints, even
from cleanbill.people.cover.assign import assign_cover
from cleanbill.people.population.parents import parents_family
from cleanbill.people.population.record import PLANS
from cleanbill.people.population.survey_records import SEED, Records
from cleanbill.people.population.work import EMPLOYERS

EARNED = ("wages", "self_employment")


@dataclass(frozen=True, slots=True)
class Covered:
    """One value a person."""

    plan: Ints  # place in PLANS
    family: Ints  # whose policy it is, where it is an employer's: the own family's or a parent's


def covered(people: Records, money: Mapping[str, Ints], day: date) -> Covered:
    """Cover of each person on `day`."""
    host = parents_family(people, money["wages"], day)
    stays = host == people.family
    everyone, plan = _assigned(people, money, np.ones(len(people), bool), day), np.full(len(people), -1)
    plan[stays] = _assigned(people, money, stays, day)
    of_family = np.full(int(people.family.max()) + 1, -1)
    by_employer = np.isin(plan, EMPLOYERS)
    of_family[people.family[by_employer]] = plan[by_employer]
    joins = ~stays & (of_family[host] >= 0)
    plan = np.where(joins, of_family[host], np.where(stays, plan, everyone))
    return Covered(plan, np.where(joins, host, people.family))


def _assigned(people: Records, money: Mapping[str, Ints], which: npt.NDArray[np.bool_], day: date) -> Ints:
    """Place in PLANS of these people, as if there were no others."""
    rows = np.flatnonzero(which)
    birth = birth_dates(people.age, even(SEED, "birthday", len(people)), day)
    table = pa.table(
        {
            "person_id": [f"P{row:08d}" for row in rows.tolist()],
            "family_id": [f"F{row:08d}" for row in people.family[rows].tolist()],
            "birth_date": pa.array(birth[rows]),
            **{f"{kind}_cents": pa.array(money[kind][rows]) for kind in EARNED},
            "other_income_cents": pa.array(sum(cents[rows] for kind, cents in money.items() if kind not in EARNED)),
            "income_cents": pa.array(sum(cents[rows] for cents in money.values())),
        }
    )
    given = assign_cover(table, seed=SEED, start=day, end=date(day.year, 12, 31))
    plans = given["plan_id"].combine_chunks().dictionary_encode()
    place = np.array([PLANS.index(plan) for plan in plans.dictionary.to_pylist()], dtype=np.int64)
    found: Ints = place[plans.indices.to_numpy()]
    return found

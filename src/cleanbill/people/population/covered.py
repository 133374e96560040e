"""Cover of the records, by the rules of `people.cover`, each record as one person with a lot of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from cleanbill.people.ages import birth_dates
from cleanbill.people.chance import Ints, even
from cleanbill.people.cover.assign import assign_cover
from cleanbill.people.population.record import PLANS
from cleanbill.people.population.survey_records import SEED, Records

EARNED = ("wages", "self_employment")


def covered(people: Records, money: Mapping[str, Ints], day: date) -> Ints:
    """Place in PLANS of each person on `day`."""
    n = len(people)
    table = pa.table(
        {
            "person_id": [f"P{row:08d}" for row in range(n)],
            "family_id": [f"F{row:08d}" for row in people.family.tolist()],
            "birth_date": pa.array(birth_dates(people.age, even(SEED, "birthday", n), day)),
            **{f"{kind}_cents": pa.array(money[kind]) for kind in EARNED},
            "other_income_cents": pa.array(sum(cents for kind, cents in money.items() if kind not in EARNED)),
            "income_cents": pa.array(sum(money.values())),
        }
    )
    given = assign_cover(table, seed=SEED, start=day, end=date(day.year, 12, 31))
    plans = given["plan_id"].combine_chunks().dictionary_encode()
    place = np.array([PLANS.index(plan) for plan in plans.dictionary.to_pylist()], dtype=np.int64)
    found: Ints = place[plans.indices.to_numpy()]
    return found

"""A `Population` as `Persons`: the same arrays, cover by the rules' own list."""

from __future__ import annotations

import numpy as np

from cleanbill.financing.households.persons import COVERS, Persons
from cleanbill.financing.taxes.bill import KINDS
from cleanbill.people.population import PLANS, Population

SAME = (
    "year", "house", "family", "unit", "role", "filing", "age", "fpl_bp", "employer_size", "employer_premium",
    "employee_premium", *KINDS,
)  # fmt: skip
PLACE = np.array([COVERS.index(plan) for plan in PLANS], np.int64)


def persons_of(people: Population) -> Persons:
    """The people on record, in their order."""
    return Persons(
        **{name: getattr(people, name) for name in SAME},
        cover=PLACE[people.cover],
        marketplace_premium=np.zeros(len(people), np.int64),
    )

"""Who goes without care because of cost, by survey shares.

By family income as American adults do (law/us/care_skipped), a line in the
logarithm of income between its two bands; scaled so that people with private cover
come to the count for Massachusetts, those with public cover to the share of all
insured (law/states/ma/care_forgone), the uninsured to the American share.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from cleanbill.care.generator import PLAN_CLASSES
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints
from cleanbill.people.population import HUNDREDTHS, PLANS, Population

PRIVATE = [PLANS.index(plan) for plan in PLANS if PLAN_CLASSES[plan].fee_basis == "commercial"]
UNINSURED = PLANS.index("none")


def went_without(population: Population, year: int) -> Floats:
    """The chance, by person, of going without some care because of cost in a year with a count, as 2021 and 2023."""
    count = parameter("states/ma/care_forgone").at(date(year, 12, 31))["private_people"]
    if count is None:
        raise CleanbillError(
            f"No count of people with private cover who went without care is known for {year}, so shares by income "
            "cannot be brought to Massachusetts. Take 2021 or a later year."
        )
    skipped = parameter("us/care_skipped").at(date(2023, 1, 1))
    family_income = np.bincount(population.family, population.income)[population.family]
    shape = share_by_income(family_income, skipped)
    bare, private = population.cover == UNINSURED, np.isin(population.cover, PRIVATE)
    public = ~private & ~bare
    unmet = parameter("states/ma/care_forgone").at(date(2017, 12, 31))["unmet_bp"]
    people = population.weight / HUNDREDTHS
    wanted = [
        (private, float(count)),
        (public, float(people[public].sum()) * unmet / WHOLE_BP),
        (bare, float(people[bare].sum()) * skipped["uninsured_bp"] / WHOLE_BP),
    ]
    chance = np.zeros(len(population))
    for group, number in wanted:
        of_shape = float((people * shape)[group].sum())
        chance[group] = shape[group] * (number / of_shape if of_shape else 0.0)
    return np.minimum(chance, 1.0)


def share_by_income(income: Ints | Floats, skipped: dict[str, Any]) -> Floats:
    """The American share at a family income in cents: flat outside the two bands, between them straight in its log."""
    low, high = skipped["low"], skipped["high"]
    at = np.log(np.maximum(income, 1.0))
    ends = np.log([low["below_cents"], high["from_cents"]])
    share: Floats = np.interp(at, ends, [low["share_bp"] / WHOLE_BP, high["share_bp"] / WHOLE_BP])
    return share

"""A stand-in for spending: out of pocket by cover and age, spread as health spending is, for tests alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from cleanbill.people.population import PLANS, Population, population
from cleanbill.people.tables import Ints, stream

DRAWS = 16
MEAN_DOLLARS = {  # a year, of all members
    "medicare": 1700,
    "medicare-masshealth": 150,
    "medicare-supplement": 1500,
    "masshealth": 150,
    "none": 570,
    "connectorcare": 350,
    "employer": 900,
    "hdhp": 1400,
}


@cache
def residents() -> Population:
    """Residents of 2023 with incomes over the guideline as 14,580 and 5,140 a further person make them."""
    held = population(2023)
    income = np.bincount(held.family, held.income)
    guideline = 1_458_000 + 514_000 * (np.bincount(held.family) - 1)
    return replace(held, fpl_bp=np.maximum(income / guideline * 10_000, 0).astype(np.int64)[held.family])


@cache
def out_of_pocket() -> Ints:
    """Cents by person and draw: a third have none, the others are lognormal."""
    held, chance = residents(), stream(7, "stand-in")
    mean = np.array([MEAN_DOLLARS[plan] for plan in PLANS])[held.cover] * 100 / (2 / 3)
    spread = np.exp(chance.normal(-0.72, 1.2, (len(held), DRAWS)))
    return np.rint(mean[:, None] * spread * (chance.random((len(held), DRAWS)) > 1 / 3)).astype(np.int64)

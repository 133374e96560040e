"""How many people each record stands for in a later year: the base year's weights, nearest to them by age.

The State's number of people grows by its own rate, its ages beside each other as the
nation's do. What goes with age goes along: more old people are more on Medicare.
Law: states/ma/population, states/ma/population_growth, us/population_by_age.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.chance import Floats, Ints
from cleanbill.people.population.balance import balanced
from cleanbill.people.population.fit import BASE_YEAR, Fitted
from cleanbill.people.population.record import HUNDREDTHS
from cleanbill.people.targets import target

NOW, GROWTH, NATION = "states/ma/population", "states/ma/population_growth", "us/population_by_age"


def people_by_age(day: date) -> dict[int, float]:
    """Residents in the year of `day` by the first age of the band."""
    now, nation = target(NOW, date(BASE_YEAR, 7, 1)), target(NATION, day)
    grown = {start: people * nation[start] for start, people in now.items()}
    all_people = sum(now.values()) * target(GROWTH, day) / WHOLE_BP
    return {start: people * all_people / sum(grown.values()) for start, people in grown.items()}


def aged_weights(base: Fitted, day: date) -> Ints:
    """Hundredths of people that one of each household stands for in the year of `day`; the base's own in its year."""
    if day.year == BASE_YEAR:
        return base.weight
    wanted = people_by_age(day)
    columns = _by_age(base, sorted(wanted))
    weight = balanced(columns, base.weight / HUNDREDTHS, np.array([wanted[start] for start in sorted(wanted)]))
    return np.asarray(np.maximum(np.rint(weight * HUNDREDTHS), 1).astype(np.int64))


def _by_age(base: Fitted, starts: list[int]) -> Floats:
    """People of each household by band of age."""
    band = np.searchsorted(starts, base.people.age, side="right") - 1
    houses = len(base.weight)
    flat = np.bincount(base.people.house * len(starts) + band, minlength=houses * len(starts))
    return flat.reshape(houses, len(starts)).astype(np.float64)

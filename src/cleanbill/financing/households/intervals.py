"""How far results would differ had the survey asked other households: a bootstrap over households of the survey.

Each replicate counts each household of the survey, with all of its copies in
the population, a Poisson number of times (mean 1). Sampling error alone: not
that of imputations, weights' targets, behaviour or the bill's open settings.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.after_reform import Spread
from cleanbill.financing.households.persons import Floats, Ints, Persons, whole_cents
from cleanbill.financing.households.todays_taxes import in_force
from cleanbill.people import stream
from cleanbill.people.population import SIZES, Population, fitted, survey_house

# How gains and losses are told: threshold, band, years drawn, replicates (law: single_payer/winners_and_losers).


def reporting_terms() -> dict[str, Any]:
    """The settings in force."""
    return dict(in_force("single_payer/winners_and_losers", 2026))


PURPOSE = "replicates of households"


def sampled_house(people: Population) -> Ints:
    """The survey's household that each household of the population is a copy of; itself, for people of another make."""
    houses, drawn = int(people.house.max()) + 1, fitted().people
    if len(drawn.house) == len(people) and bool((drawn.house == people.house).all()):
        return survey_house(drawn)
    return np.arange(houses)


def counts(sampled: Ints, replicates: int, seed: int) -> Floats:
    """(1 + replicates, households): how often each counts; the first row is the sample itself."""
    drawn = stream(seed, PURPOSE).poisson(1.0, (replicates, int(sampled.max()) + 1)).astype(np.float64)
    return np.concatenate([np.ones((1, len(sampled))), drawn[:, sampled]])


def interval(values: Floats) -> tuple[float, float]:
    """The middle 95 % of replicates (rows but the first); NaN of empty replicates are left out."""
    drawn = values[1:][np.isfinite(values[1:])]
    if len(drawn) == 0:
        return float(values[0]), float(values[0])
    low, high = np.quantile(drawn, [bp / WHOLE_BP for bp in reporting_terms()["interval_bp"]])
    return float(low), float(high)


# Employers' money shared by all workers alike, in proportion to wages, within a class of employer size.
#
# The other way, each worker's own premium coming to their own wages, favours who
# has a family policy. Employers are not on record; a class of size stands for one.


def alike(persons: Persons, weight: Ints) -> Spread:
    """A class of size shares its money by wages; half up, so it adds up to about a cent a record."""
    works = (persons.wages > 0) & (persons.employer_size >= 0)
    size = np.where(works, persons.employer_size, len(SIZES))
    wages = np.where(works, persons.wages, 0)

    def spread(money: Ints) -> Ints:
        of_class, base = (np.bincount(size, weight * cents, len(SIZES) + 1) for cents in (money, wages))
        rate = np.divide(of_class, base, out=np.zeros(len(base)), where=base > 0)
        return np.where(works, whole_cents(rate[size] * wages), 0)

    return spread

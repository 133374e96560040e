"""The population of a year: the fitted base year, its money grown by stated rates and its people weighted by age.

Records keep their cover, employers and households: how many people each stands for changes.
Law: us/income_growth, states/ma/employer_premium, us/poverty_guideline; of people see `ageing`.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter
from cleanbill.people.chance import Ints
from cleanbill.people.population.ageing import aged_weights
from cleanbill.people.population.fit import BASE_YEAR, fitted
from cleanbill.people.population.record import Population
from cleanbill.people.population.work import policies, premiums
from cleanbill.people.poverty import steps_cents
from cleanbill.people.targets import target

LAST_YEAR = 2030
# kind of money -> the growth factor of law/us/income_growth that it follows
FOLLOWS = {
    "wages": "wages",
    "self_employment": "business",
    "partnership": "business",
    "interest": "interest",
    "dividends": "dividends",
    "gains": "other_taxable",
    "pensions": "other_taxable",
    "social_security": "social_security",
    "unemployment": "unemployment",
    "benefits": "ssi",
}


@cache
def population(year: int) -> Population:
    """Residents of Massachusetts in `year`, 2023 to 2030; CleanbillError for another year."""
    if not BASE_YEAR <= year <= LAST_YEAR:
        raise CleanbillError(f"There is no population of {year}: it is fitted to {BASE_YEAR} and aged to {LAST_YEAR}.")
    base, day = fitted(), date(year, 7, 1)
    people, money = base.people, {kind: _grown(cents, kind, day) for kind, cents in base.money.items()}
    weight = aged_weights(base, day)[people.house]
    held = policies(
        people.family,
        plan_of=base.plan_of,
        age=people.age,
        wages=money["wages"],
        cover=base.cover,
        copy_of=people.row,
        day=day,
    )
    by_employer, by_employee = premiums(held, weight, money["wages"], day)
    return Population(
        year=year,
        house=people.house,
        family=people.family,
        unit=people.unit,
        role=base.role,
        filing=base.filing,
        age=people.age,
        woman=people.woman,
        weight=weight,
        **money,
        fpl_bp=_fpl_bp(people.family, np.sum(list(money.values()), axis=0), day),
        cover=base.cover,
        employer_size=held.employer_size,
        subscriber=held.subscriber,
        tier=held.tier,
        employer_premium=by_employer,
        employee_premium=by_employee,
    )


def _grown(cents: Ints, kind: str, day: date) -> Ints:
    """Cents of the base year as cents of the year of `day`, half cents up."""
    growth = parameter("us/income_growth")
    now, then = (growth.at(when)[FOLLOWS[kind]] for when in (day, date(BASE_YEAR, 7, 1)))
    return np.asarray((cents * now * 2 + then) // (2 * then))


def _fpl_bp(family: Ints, income: Ints, day: date) -> Ints:
    """Of each person's family: income in basis points of the guideline, which grows on past the last published."""
    first, step = steps_cents(day)
    beyond = max(0, day.year - max(parameter("us/poverty_guideline").values).year)
    growth = (1 + target("us/poverty_guideline_growth", day) / WHOLE_BP) ** beyond
    guideline = np.rint((first + (np.bincount(family) - 1) * step) * growth).astype(np.int64)
    of_family = np.bincount(family, income).astype(np.int64)
    return np.asarray((np.maximum(of_family, 0) * WHOLE_BP // guideline)[family])

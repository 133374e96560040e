"""What the population is weighted to: published counts and amounts, each as a column over households.

Law: population by age, returns and income by band, cover, and wages, all of Massachusetts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.chance import Floats, Ints
from cleanbill.people.cover.steps import STEPS
from cleanbill.people.population.returns import Returns
from cleanbill.people.population.survey_records import Records
from cleanbill.people.targets import target

AGES, BANDS, COVER, WAGES = (
    "states/ma/population", "states/ma/returns_by_agi", "states/ma/coverage", "states/ma/wages_of_residents",
)  # fmt: skip
COVERED = {
    "medicare": ("medicare", "medicare-supplement", "medicare-masshealth"),
    "masshealth": ("masshealth", "medicare-masshealth"),
    "marketplace": ("connectorcare",),
    "uninsured": ("none",),
}


@dataclass(frozen=True, slots=True)
class Aim:
    """A published total, and what a record of each household brings to it."""

    group: str  # people by age, returns, adjusted gross income, cover, wages
    name: str
    unit: str  # people, returns or dollars
    value: float
    law: str  # path of the parameter
    column: Floats  # one value a household


def aims(people: Records, told: Returns, wages: Ints, plan: Ints, day: date) -> list[Aim]:
    """Every aim for records with `plan` (a place in record.PLANS) and wages in cents a person, returns a unit."""
    houses = int(people.house[-1]) + 1
    wages_of_house = _sums(people.house, wages / 100, houses)
    total = Aim("wages", "wages and salaries", "dollars", float(target(WAGES, day)), WAGES, wages_of_house)
    return [*_ages(people, houses, day), *_bands(people, told, houses, day), *_covers(people, plan, houses, day), total]


def _sums(house: Ints, value: Any, houses: int) -> Floats:
    return np.bincount(house, value, houses).astype(np.float64)


def _ages(people: Records, houses: int, day: date) -> list[Aim]:
    by_age = target(AGES, day)
    starts = sorted(by_age)
    band = np.searchsorted(starts, people.age, side="right") - 1
    ends = [f"to {start - 1}" for start in starts[1:]] + ["and more"]
    return [
        Aim(
            "people by age",
            f"{start} {end}",
            "people",
            by_age[start],
            AGES,
            _sums(people.house, band == n, houses),
        )
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _bands(people: Records, told: Returns, houses: int, day: date) -> list[Aim]:
    given = target(BANDS, day)
    house = people.house[np.flatnonzero(np.diff(people.unit, prepend=-1))]
    band = np.searchsorted(np.array(given["from"]) * 100, told.agi, side="right") - 1
    ends = [*(f"to under ${end:,}" for end in given["from"][1:]), "and more"]
    counted, summed = [], []
    for n, (start, end) in enumerate(zip(given["from"], ends, strict=True)):
        name = end.removeprefix("to ") if n == 0 else f"${start:,} {end}"
        here = (band == n) & told.files
        count = _sums(house, here, houses)
        dollars = _sums(house, np.where(here, told.agi, 0) / 100, houses)
        counted.append(Aim("returns", name, "returns", given["returns"][n], BANDS, count))
        summed.append(Aim("adjusted gross income", name, "dollars", given["dollars"][n], BANDS, dollars))
    return counted + summed


def _covers(people: Records, plan: Ints, houses: int, day: date) -> list[Aim]:
    shares = target(COVER, day)
    plans = list(dict.fromkeys(step.plan_id for step in STEPS))
    wanted = {name: shares[name] for name in COVERED if name in shares}
    wanted["uninsured"] = shares["people"] * shares["uninsured_bp"] / WHOLE_BP
    return [
        Aim("cover", name, "people", wanted[name], COVER,
            _sums(people.house, np.isin(plan, [plans.index(one) for one in COVERED[name]]), houses))
        for name in COVERED
    ]  # fmt: skip

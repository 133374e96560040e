"""The fitted population of the base year: records, their weights, incomes with the imputed top, and cover.

Households stand in several records where they would stand for many, or are at the
top: so that cover differs between them, and some 27,000 returns of a million
dollars and more do not rest on the survey's 13.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.coverage import COVERAGE_RULES as AGE_STEPS
from cleanbill.people.population.survey import HUNDREDTHS, Records, Returns, records, returns, survey_money
from cleanbill.people.population.top_tail import Ranked, ranked, top_bands, with_top
from cleanbill.people.population.work import covered
from cleanbill.people.sampling import survey_weights
from cleanbill.people.tables import Floats, Ints, members, target, tax_units

# What the population is weighted to: published counts and amounts, each as a column over households.
#
# Law: population by age, returns and income by band, cover, and wages, all of Massachusetts.


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


def aims(people: Records, filed: Returns, wages: Ints, plan: Ints, day: date) -> list[Aim]:
    """Every aim for records with `plan` (a place in record.PLANS) and wages in cents a person, returns a unit."""
    houses = int(people.house[-1]) + 1
    wages_of_house = _sums(people.house, wages / 100, houses)
    total = Aim("wages", "wages and salaries", "dollars", float(target(WAGES, day)), WAGES, wages_of_house)
    return [
        *_ages(people, houses, day),
        *_bands(people, filed, houses, day),
        *_covers(people, plan, houses, day),
        total,
    ]


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


def _bands(people: Records, filed: Returns, houses: int, day: date) -> list[Aim]:
    given = target(BANDS, day)
    house = people.house[np.flatnonzero(np.diff(people.unit, prepend=-1))]
    band = np.searchsorted(np.array(given["from"]) * 100, filed.agi, side="right") - 1
    ends = [*(f"to under ${end:,}" for end in given["from"][1:]), "and more"]
    counted, summed = [], []
    for n, (start, end) in enumerate(zip(given["from"], ends, strict=True)):
        name = end.removeprefix("to ") if n == 0 else f"${start:,} {end}"
        here = (band == n) & filed.files
        count = _sums(house, here, houses)
        dollars = _sums(house, np.where(here, filed.agi, 0) / 100, houses)
        counted.append(Aim("returns", name, "returns", given["returns"][n], BANDS, count))
        summed.append(Aim("adjusted gross income", name, "dollars", given["dollars"][n], BANDS, dollars))
    return counted + summed


def _covers(people: Records, plan: Ints, houses: int, day: date) -> list[Aim]:
    shares = target(COVER, day)
    plans = list(dict.fromkeys(step.plan_id for step in AGE_STEPS))
    wanted = {name: shares[name] for name in COVERED if name in shares}
    wanted["uninsured"] = shares["people"] * shares["uninsured_bp"] / WHOLE_BP
    return [
        Aim("cover", name, "people", wanted[name], COVER,
            _sums(people.house, np.isin(plan, [plans.index(plan_id) for plan_id in COVERED[name]]), houses))
        for name in COVERED
    ]  # fmt: skip


# Entropy balancing: of all positive weights that meet the targets, those nearest to the start.
#
# Weights are start x exp(columns @ multipliers) (Deville and Särndal 1992; Hainmueller
# 2012), found by Newton's method with a line search. A small penalty on the
# multipliers lets targets that no weights can meet be missed, and not spoil the others.


STEPS = 200
NEAR = 1e-9  # largest relative gap at which the search stops
PENALTY = 1e-7  # a multiplier that changes a typical weight tenfold leaves its target less than a millionth short
FLAT = 1e-4  # of the fall that the slope promises, what a step must bring (Armijo)


def balanced(columns: Floats, start: Floats, target: Floats) -> Floats:
    """Weights of rows, all above 0: those nearest to `start` with `weights @ columns` near `target`.

    `columns` is rows x targets. A target of 0 is met in absolute terms; others relative to their size.
    """
    size = np.where(target == 0, 1.0, np.abs(target)) / start.sum()
    scaled, wanted = columns / size, target / size
    penalty = PENALTY * start.sum()
    multiplier, weight = np.zeros(len(target)), start.copy()
    for _ in range(STEPS):
        slope = wanted - weight @ scaled - penalty * multiplier
        if np.abs(slope).max() < NEAR * start.sum():
            break
        curve = (scaled * weight[:, None]).T @ scaled + penalty * np.eye(len(target))
        step = np.linalg.solve(curve, slope)
        multiplier, weight = _walked(_Dual(scaled, start, wanted, penalty), multiplier, weight, step, slope)
    return weight


@dataclass(frozen=True, slots=True)
class _Dual:
    """What is lowered: sum of weights - wanted @ multipliers + penalty / 2 x multipliers squared."""

    scaled: Floats
    start: Floats
    wanted: Floats
    penalty: float

    def at(self, multiplier: Floats) -> tuple[float, Floats]:
        """Its value, and the weights there."""
        with np.errstate(over="ignore"):
            weight = self.start * np.exp(self.scaled @ multiplier)
        return float(weight.sum() - self.wanted @ multiplier + self.penalty / 2 * multiplier @ multiplier), weight


def _walked(dual: _Dual, at: Floats, weight: Floats, step: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """The step, halved until it lowers the dual enough."""
    before, _ = dual.at(at)
    length = 1.0
    while length > 1e-12:
        after, tried = dual.at(at + length * step)
        if np.isfinite(after) and after <= before - FLAT * length * float(slope @ step):
            return at + length * step, tried
        length /= 2
    return at, weight


BASE_YEAR = 2023
MOST_HOUSEHOLDS = 300  # that one record stands for, before cover is assigned
FEWEST = 5  # households of the survey that an aim can be met with; by fewer it is left out, and told as missed
COPIES = {500_000: 12, 200_000: 4}  # of a household with a return in a band from so many dollars


@dataclass(frozen=True, slots=True)
class Fitted:
    """The base year; money is cents a person, before (`surveyed`) and after (`money`) the top is imputed."""

    people: Records
    role: Ints
    filing: Ints
    surveyed: Mapping[str, Ints]
    money: Mapping[str, Ints]
    cover: Ints  # place in PLANS
    plan_of: Ints  # family whose policy each person is under, their own or a parent's
    aims: tuple[Aim, ...]
    weight: Ints  # hundredths of people, one value a household


@cache
def fitted() -> Fitted:
    """The population of BASE_YEAR, the same on every machine."""
    start = survey_weights(tax_units()) / HUNDREDTHS
    ranks = _ranks(start)
    first = _drawn(_copies_of_top(ranks, len(start)), ranks)
    likely = _weights(first, start, with_cover=False)
    of = survey_house(first.people)
    sums = np.bincount(of, likely, len(start))
    many = np.maximum(np.ceil(sums / MOST_HOUSEHOLDS).astype(np.int64), np.bincount(of))
    final = _drawn(many, ranks)
    whole = np.rint(_weights(final, start, with_cover=True) * HUNDREDTHS).astype(np.int64)
    return replace(final, weight=np.maximum(whole, 1))


def _drawn(copies: Ints, ranks: Ranked) -> Fitted:
    """Each household in so many records, not yet weighted."""
    day, units = date(BASE_YEAR, 1, 1), tax_units()
    survey = members(units, day)
    people = records(copies, day)
    role, filing = survey.role[people.row], units["filing"][survey.unit][people.row]
    surveyed = {kind: cents[people.row] for kind, cents in survey_money(units, survey, day).items()}
    money = with_top(people, survey.unit[people.row], roles=(role, filing), surveyed=surveyed, ranks=ranks, day=day)
    cover = covered(people, surveyed, day)
    filed = returns(people.unit, filing, money, day)
    wanted = tuple(aims(people, filed, money["wages"], cover.plan, day))
    nothing = np.zeros(0, np.int64)
    return Fitted(people, role, filing, surveyed, money, cover.plan, cover.family, wanted, nothing)


def _weights(drawn: Fitted, start: Floats, *, with_cover: bool) -> Floats:
    """Households that each record stands for."""
    of = survey_house(drawn.people)
    begin = (start / np.bincount(of))[of]
    wanted = [aim for aim in drawn.aims if (with_cover or aim.group != "cover") and fits(aim, of)]
    columns = np.stack([aim.column for aim in wanted], axis=1).astype(np.float64)
    return balanced(columns, begin, np.array([aim.value for aim in wanted], dtype=np.float64))


def fits(aim: Aim, of: Ints) -> bool:
    """Whether enough households of the survey bring something to `aim`; `of` is each record's."""
    return len(np.unique(of[aim.column != 0])) >= FEWEST


def survey_house(people: Records) -> Ints:
    """The survey's household of each record's household."""
    heads = np.flatnonzero(np.diff(people.house, prepend=-1))
    house: Ints = members(tax_units(), date(BASE_YEAR, 1, 1)).house[people.row[heads]]
    return house


def _ranks(start: Floats) -> Ranked:
    """The survey's tax units by surveyed income."""
    day, units = date(BASE_YEAR, 1, 1), tax_units()
    survey = members(units, day)
    once = records(np.ones(len(start), np.int64), day)
    filed = returns(once.unit, units["filing"][survey.unit], survey_money(units, survey, day), day)
    first = np.flatnonzero(np.diff(once.unit, prepend=-1))
    return ranked(filed, survey.unit[first], start[survey.house[first]])


def _copies_of_top(ranks: Ranked, houses: int) -> Ints:
    """How many records the households of the top are split into; 1 of others."""
    day = date(BASE_YEAR, 1, 1)
    copies = np.ones(houses, np.int64)
    house_of_unit = tax_units()["house"]
    for low, times in COPIES.items():
        above = sum(band.returns for band in top_bands(day) if band.low >= low)
        np.maximum.at(copies, house_of_unit[ranks.place < above], times)
    return copies

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

import numpy as np

from cleanbill.people.chance import Floats, Ints
from cleanbill.people.members import members
from cleanbill.people.population.aims import Aim, aims
from cleanbill.people.population.balance import balanced
from cleanbill.people.population.covered import covered
from cleanbill.people.population.record import HUNDREDTHS
from cleanbill.people.population.returns import returns
from cleanbill.people.population.survey_records import Records, records, survey_money
from cleanbill.people.population.top_tail import Ranked, ranked, top_bands, with_top
from cleanbill.people.sample import tax_units
from cleanbill.people.weights import survey_weights

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
    held = np.bincount(of, likely, len(start))
    many = np.maximum(np.ceil(held / MOST_HOUSEHOLDS).astype(np.int64), np.bincount(of))
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
    told = returns(people.unit, filing, money, day)
    wanted = tuple(aims(people, told, money["wages"], cover.plan, day))
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
    told = returns(once.unit, units["filing"][survey.unit], survey_money(units, survey, day), day)
    first = np.flatnonzero(np.diff(once.unit, prepend=-1))
    return ranked(told, survey.unit[first], start[survey.house[first]])


def _copies_of_top(ranks: Ranked, houses: int) -> Ints:
    """How many records the households of the top are split into; 1 of others."""
    day = date(BASE_YEAR, 1, 1)
    copies = np.ones(houses, np.int64)
    house_of_unit = tax_units()["house"]
    for low, times in COPIES.items():
        above = sum(band.returns for band in top_bands(day) if band.low >= low)
        np.maximum.at(copies, house_of_unit[ranks.place < above], times)
    return copies

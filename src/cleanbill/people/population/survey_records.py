"""The survey's people as records: ages and sexes drawn once, incomes of a year by kind, households perhaps split.

A household that is split stands in as many records, each with its share of the
weight; they differ in what is imputed to them (`top_tail`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cleanbill.law import parameter
from cleanbill.people.ages import draw_ages
from cleanbill.people.chance import Ints, even
from cleanbill.people.income import by_kind, incomes
from cleanbill.people.members import Members, members
from cleanbill.people.sample import Units, tax_units
from cleanbill.people.sex import draw_women

SEED = 194  # the survey's people are the same in every run; only scenarios are drawn anew


@dataclass(frozen=True, slots=True)
class Records:
    """People, a household's together; each an index into the survey's and a copy number of its household."""

    row: Ints  # the survey's person
    copy: Ints  # 0, 1, ... of the household's copies
    house: Ints  # 0, 1, ... without gaps
    family: Ints
    unit: Ints
    age: Ints
    woman: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.row)


def records(copies: Ints, day: date) -> Records:
    """The people of the survey, each household `copies` times, with ages and sexes that are the same in each copy."""
    people = members(tax_units(), day)
    house, row, copy = _repeated(people.house, copies)
    n = len(people.house)
    age = draw_ages(people.age_low, people.age_high, even(SEED, "age", n))
    woman = draw_women(age, people, np.arange(n), even(SEED, "sex", n), day)
    return Records(
        row=row,
        copy=copy,
        house=house,
        family=_numbered(house, people.family[row]),
        unit=_numbered(house, people.unit[row]),
        age=age[row],
        woman=woman[row],
    )


def _repeated(house: Ints, copies: Ints) -> tuple[Ints, Ints, Ints]:
    """Number of the household, row of the survey's person, and copy, copies of a household one after another."""
    size = np.bincount(house)
    first = np.cumsum(size) - size
    drawn = np.repeat(np.arange(len(size)), copies)
    copy = np.arange(len(drawn)) - np.repeat(np.cumsum(copies) - copies, copies)
    count = size[drawn]
    begins = np.cumsum(count) - count
    within = np.arange(count.sum()) - np.repeat(begins, count)
    return np.repeat(np.arange(len(drawn)), count), np.repeat(first[drawn], count) + within, np.repeat(copy, count)


def _numbered(house: Ints, group: Ints) -> Ints:
    """0, 1, ... in order of appearance; a group's people stand together within a household."""
    begins = (np.diff(house) != 0) | (np.diff(group) != 0)
    return np.asarray(np.concatenate([[0], np.cumsum(begins)]))


def survey_money(units: Units, people: Members, day: date) -> dict[str, Ints]:
    """Cents of the year of `day` of each of the survey's people, by kind of income."""
    growth = parameter("us/income_growth").at(day)
    earned = incomes(units, people, day)
    apart = by_kind(units, people, growth)
    return {
        "wages": earned["wages_cents"],
        "self_employment": earned["self_employment_cents"],
        "interest": apart["interest"] + apart["exempt_interest"],
        "dividends": apart["dividends"],
        "gains": apart["gain_distributions"],
        "pensions": apart["pensions"] + apart["ira"],
        "social_security": apart["social_security"],
        "unemployment": apart["unemployment"],
        "benefits": apart["ssi"] + apart["tanf"] + apart["veterans"] + apart["alimony"],
    }

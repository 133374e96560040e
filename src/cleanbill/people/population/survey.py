"""The survey's people as records: ages and sexes drawn once, incomes of a year by kind, households perhaps split.

A household that is split stands in as many records, each with its share of the
weight; they differ in what is imputed to them (`top_tail`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter
from cleanbill.people.coverage import ADULT_AGE, COVERAGE_RULES
from cleanbill.people.income import by_kind, incomes
from cleanbill.people.sampling import draw_ages
from cleanbill.people.tables import Ints, Members, Units, draw_women, even, members, target, tax_units

SEED = 194  # the survey's people are the same in every run; only scenarios are drawn again


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


# Young adults who file alone but live with a parent's family, and may be under its plan until 26.
#
# The survey file gives them a tax unit, so a family, of their own and no kinship: by
# age and household they are taken for children of the family there that earns most.
# Law: us/young_adults_on_parents_plan.


PARENTS = "us/young_adults_on_parents_plan"


def parents_family(people: Records, wages: Ints, day: date) -> Ints:
    """For each person the family whose plan they would be under: a parent's for some young adults, else their own."""
    law = target(PARENTS, day)
    least, most = law["years_older"]
    host = _best_earning(people, wages, ADULT_AGE + least)[people.house]
    eldest = _most_of(people.family, people.age)
    older = np.where(host >= 0, eldest[np.maximum(host, 0)] - people.age, -1)
    alone = np.bincount(people.family)[people.family] == 1
    young = (people.age >= ADULT_AGE) & (people.age < law["until_age"])
    joins = even(SEED, "a parent's plan", len(people)) * WHOLE_BP < law["joins_bp"]
    child = young & alone & joins & (host != people.family) & (older >= least) & (older <= most)
    return np.where(child, host, people.family)


def _best_earning(people: Records, wages: Ints, from_age: int) -> Ints:
    """Of each household, the family with the highest wages whose eldest is so old; -1 where none earns."""
    of_family = np.bincount(people.family, wages).astype(np.int64)
    house = people.house[np.flatnonzero(np.diff(people.family, prepend=-1))]
    may = (of_family > 0) & (_most_of(people.family, people.age) >= from_age)
    order = np.lexsort((-np.arange(len(house)), of_family, may, house))
    last = np.flatnonzero(np.diff(house[order], append=-1))
    return np.asarray(np.where(may[order[last]], order[last], -1))


def _most_of(group: Ints, value: Ints) -> Ints:
    most = np.zeros(int(group.max()) + 1, np.int64)
    np.maximum.at(most, group, value)
    return most


# `Population`: what is known of each person on record, as arrays in one order.
#
# People of a household stand together, within it those of a family, within it
# those of a tax unit, its head first. A person stands for `weight` hundredths of
# people; all people of a household have the same weight, so weighted sums of
# cents are exact whole numbers of hundredths of cents.


PLANS = tuple(dict.fromkeys(step.plan_id for step in COVERAGE_RULES))  # `cover` is a place in this list
SIZES = (0, 10, 25, 50, 100, 500)  # first number of employees of each class of employer size
HUNDREDTHS = 100  # in a person


@dataclass(frozen=True, slots=True)
class Population:
    """Residents in one year; money is whole cents of that year."""

    year: int
    house: Ints  # household, 0, 1, ... without gaps
    family: Ints  # family, 0, 1, ...: people who share an income, and mostly a policy
    unit: Ints  # tax unit, 0, 1, ...
    role: Ints  # HEAD, SPOUSE or DEPENDENT of the tax unit (members.py)
    filing: Ints  # of the unit: 1 single, 2 joint, 3 separate, 4 head of household
    age: Ints  # whole years
    woman: npt.NDArray[np.bool_]
    weight: Ints  # hundredths of people that this person stands for
    wages: Ints
    self_employment: Ints  # business and farm; a loss is negative
    partnership: Ints  # partnership and S corporation income, imputed from returns
    interest: Ints
    dividends: Ints
    gains: Ints  # net capital gains, imputed from returns
    pensions: Ints  # pensions, annuities and IRA distributions
    social_security: Ints
    unemployment: Ints
    benefits: Ints  # SSI, cash assistance, veterans' benefit, alimony
    fpl_bp: Ints  # family income in basis points of the poverty guideline
    cover: Ints  # place in PLANS
    employer_size: Ints  # place in SIZES of the employer of who has wages; -1 without
    subscriber: Ints  # row of the person whose employer's policy covers this one, of the household; -1 where none
    tier: Ints  # of a subscriber: 1 single, 2 family; else 0
    employer_premium: Ints  # of a subscriber: paid by the employer in the year
    employee_premium: Ints  # of a subscriber: paid by the employee in the year

    def __len__(self) -> int:
        return len(self.house)

    @property
    def income(self) -> Ints:
        """All income in cents of the year."""
        return np.asarray(
            self.wages
            + self.self_employment
            + self.partnership
            + self.interest
            + self.dividends
            + self.gains
            + self.pensions
            + self.social_security
            + self.unemployment
            + self.benefits
        )

    @property
    def people(self) -> float:
        """How many residents the records stand for."""
        return float(self.weight.sum()) / HUNDREDTHS

    def total(self, cents: Ints) -> int:
        """Cents of all residents: the sum of weight x cents over people, in whole cents."""
        return int((self.weight * cents).sum()) // HUNDREDTHS


# Income tax returns: which tax units file one, and their adjusted gross income. Law: us/return_rule.


RULE = "us/return_rule"
PLAIN = ("self_employment", "partnership", "interest", "dividends", "gains", "pensions", "unemployment")


@dataclass(frozen=True, slots=True)
class Returns:
    """One value a tax unit."""

    agi: Ints  # adjusted gross income, cents
    files: npt.NDArray[np.bool_]


def returns(unit: Ints, filing: Ints, money: Mapping[str, Ints], day: date) -> Returns:
    """The returns of people's units; `filing` is of the unit, told once a person.

    Social Security counts by section 86's rule in short: up to a share of it, and of what half of it
    and other income have over a base. Tax-exempt interest is in `interest`.
    """
    rule = target(RULE, day)
    first = np.flatnonzero(np.diff(unit, prepend=-1))
    taxed = money["wages"] * (WHOLE_BP - rule["before_tax_bp"]) // WHOLE_BP
    plain = _per_unit(unit, sum((money[kind] for kind in PLAIN if kind in money), taxed))
    old_age = _per_unit(unit, money["social_security"])
    base = np.array(rule["base"], np.int64)[filing[first] - 1] * 100
    over = np.clip(plain + old_age // 2 - base, 0, None)
    most = old_age * rule["social_security_bp"] // WHOLE_BP
    agi = plain + np.minimum(over * rule["social_security_bp"] // WHOLE_BP, most)
    earned = _per_unit(unit, np.abs(money["wages"]) + np.abs(money["self_employment"]))
    return Returns(agi, (agi >= rule["files_from"] * 100) | (earned >= rule["earned_from"] * 100))


def _per_unit(unit: Ints, cents: Ints) -> Ints:
    """Sums, exact: bincount adds in float64 and a unit's cents stay below 2^53."""
    return np.bincount(unit, cents).astype(np.int64)

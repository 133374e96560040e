"""Builds the population of a year from the embedded survey."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa

from cleanbill.law import parameter
from cleanbill.people.ages import birth_dates, draw_ages
from cleanbill.people.chance import Ints, even
from cleanbill.people.cover.assign import assign_cover
from cleanbill.people.income import incomes
from cleanbill.people.members import HEAD, Members, members
from cleanbill.people.population.record import PLANS, Population
from cleanbill.people.sample import Units, tax_units
from cleanbill.people.sex import draw_women
from cleanbill.people.weights import household_weights

SEED = 194  # the survey's people are the same in every run; only scenarios are drawn anew


@cache
def population(year: int) -> Population:
    """Residents of Massachusetts in `year`, 2023 to 2030."""
    day, units = date(year, 1, 1), tax_units()
    people = members(units, day)
    n = len(people.house)
    age = draw_ages(people.age_low, people.age_high, even(SEED, "age", n))
    woman = draw_women(age, people, np.arange(n), even(SEED, "sex", n), day)
    money = incomes(units, people, day)
    owned = _owned(units, people, day)
    zero = np.zeros(n, np.int64)
    cover = _cover(people, age, money, day)
    weight = household_weights(units, people, day)[people.house]
    return Population(
        year=year,
        house=people.house,
        family=people.family,
        unit=people.unit,
        role=people.role,
        filing=units["filing"][people.unit],
        age=age,
        woman=woman,
        weight=np.asarray(np.rint(weight * (700_139_900 / weight.sum())).astype(np.int64)),
        wages=money["wages_cents"],
        self_employment=money["self_employment_cents"],
        partnership=zero,
        interest=owned["interest"],
        dividends=owned["dividends"],
        gains=owned["gain_distributions"],
        pensions=owned["pensions"] + owned["ira"],
        social_security=owned["social_security"],
        unemployment=owned["unemployment"],
        benefits=owned["ssi"] + owned["tanf"] + owned["veterans"] + owned["alimony"],
        fpl_bp=zero + 30000,
        cover=cover,
        employer_size=np.where(money["wages_cents"] > 0, 3, -1),
        subscriber=np.where(np.isin(cover, [PLANS.index("employer"), PLANS.index("hdhp")]), np.arange(n), -1),
        tier=zero,
        employer_premium=zero,
        employee_premium=zero,
    )


def _owned(units: Units, people: Members, day: date) -> dict[str, Ints]:
    growth = parameter("us/income_growth").at(day)
    follows = {
        "interest": "interest",
        "dividends": "dividends",
        "gain_distributions": "other_taxable",
        "pensions": "other_taxable",
        "ira": "other_taxable",
        "social_security": "social_security",
        "unemployment": "unemployment",
        "ssi": "ssi",
        "tanf": "tanf",
        "veterans": "veterans",
        "alimony": "other_taxable",
    }
    head = people.role == HEAD
    return {
        name: np.where(head, (units[name] * growth[factor] + 50)[people.unit] // 100, 0)
        for name, factor in follows.items()
    }


def _cover(people: Members, age: Ints, money: dict[str, Ints], day: date) -> Ints:
    n = len(age)
    table = pa.table(
        {
            "person_id": [f"P{row:08d}" for row in range(n)],
            "family_id": [f"F{row:08d}" for row in people.family],
            "birth_date": pa.array(birth_dates(age, even(SEED, "birthday", n), day)),
            **{name: pa.array(cents) for name, cents in money.items()},
            "income_cents": pa.array(sum(money.values())),
        }
    )
    given = assign_cover(table, seed=SEED, start=day, end=date(day.year, 12, 31))
    return np.array([PLANS.index(plan) for plan in given["plan_id"].to_pylist()], dtype=np.int64)

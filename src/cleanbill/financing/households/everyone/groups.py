"""Groups that winners and losers are told by: of each person, or of all people of a household alike.

Out: for each kind, names of its groups and the place of each person's, -1 for
people who are in none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.financing.households.persons import COVERS, DEPENDENT, Floats, Ints, Mask, Persons
from cleanbill.people.population import SIZES

TENTHS = 10
AGES = (0, 18, 26, 45, 65)
AGED, ADULT = 65, 18
FAMILIES = (
    "one adult under 65",
    "adults under 65, no child",
    "one adult with children",
    "two or more adults with children",
    "all adults 65 or more",
    "adults under and over 65, no child",
)
SOURCES = (
    "wages",
    "self-employment and partnership",
    "interest, dividends and gains",
    "retirement and benefits",
    "no income",
)
TOPS = ((0.95, "from 95 to 99 %"), (0.99, "highest hundredth"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A way of grouping; `place` of each person in `names`."""

    name: str
    names: tuple[str, ...]
    place: Ints


def kinds(persons: Persons, weight: Ints) -> tuple[Kind, ...]:
    """Every kind; `weight` is how many people each record stands for, in any unit."""
    rank = income_rank(persons, weight)
    return (
        Kind("all", ("everybody",), np.zeros(len(persons), np.int64)),
        tenths(rank),
        Kind("top incomes", tuple(name for _, name in TOPS), _tops(rank)),
        Kind("age", _spans(AGES, "{} to {}", "{} and more"), np.searchsorted(AGES, persons.age, side="right") - 1),
        Kind("cover", COVERS, persons.cover),
        Kind("employer", (*_spans(SIZES, "{} to {} employees", "{} employees and more"), "no wages"), _sizes(persons)),
        Kind("household", FAMILIES, _families(persons)),
        Kind("main income", SOURCES, _sources(persons)),
    )


def by_house(persons: Persons, cents: Ints | Floats | Mask) -> Floats:
    """Sums over each household; `house` has no gaps."""
    total: Floats = np.bincount(persons.house, cents).astype(np.float64)
    return total


def income_rank(persons: Persons, weight: Ints) -> Floats:
    """Of each person, the share of people whose household has less income, counted to the household's middle."""
    income, people = by_house(persons, persons.income), by_house(persons, weight)
    order = np.lexsort((np.arange(len(income)), income))
    rank = np.empty(len(income))
    rank[order] = np.cumsum(people[order]) - people[order] / 2
    of_person: Floats = (rank / people.sum())[persons.house]
    return of_person


def tenths(rank: Floats) -> Kind:
    """Tenths of people by their household's income."""
    names = ("lowest tenth", *(f"tenth {number}" for number in range(2, TENTHS)), "highest tenth")
    return Kind("income", names, np.minimum((rank * TENTHS).astype(np.int64), TENTHS - 1))


def _tops(rank: Floats) -> Ints:
    return np.searchsorted([low for low, _ in TOPS], rank, side="right") - 1


def _spans(starts: tuple[int, ...], inner: str, last: str) -> tuple[str, ...]:
    ends = [str(start - 1) for start in starts[1:]]
    return (*(inner.format(low, high) for low, high in zip(starts, ends, strict=False)), last.format(starts[-1]))


def _sizes(persons: Persons) -> Ints:
    return np.where((persons.wages > 0) & (persons.employer_size >= 0), persons.employer_size, len(SIZES))


def _families(persons: Persons) -> Ints:
    """Of the household: adults by number and age, and whether there are children."""
    adult = persons.age >= ADULT
    adults, aged = by_house(persons, adult), by_house(persons, persons.age >= AGED)
    children = by_house(persons, ~adult & (persons.role == DEPENDENT)) > 0
    old, some = aged == adults, (aged > 0) & (aged < adults)
    place = np.select([children & (adults <= 1), children, old, some, adults <= 1], [2, 3, 4, 5, 0], 1)
    return np.asarray(place[persons.house])


def _sources(persons: Persons) -> Ints:
    """The largest of four kinds of income of the household."""
    sources = (
        persons.wages,
        persons.self_employment + persons.partnership,
        persons.interest + persons.dividends + persons.gains,
        persons.pensions + persons.social_security + persons.benefits + persons.unemployment,
    )
    held = np.stack([by_house(persons, cents) for cents in sources])
    place = np.where(held.max(axis=0) > 0, held.argmax(axis=0), len(sources))
    return np.asarray(place[persons.house])

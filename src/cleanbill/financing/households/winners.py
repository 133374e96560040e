"""Who gains and who pays more, by group, with intervals.

A person stands with their household, whose money is shared: its gain is the
sum of all columns' changes. Shares are of people, over years of care drawn for
each member where given, since what a year costs out of pocket decides for many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.after_reform import Account
from cleanbill.financing.households.intervals import interval, reporting_terms
from cleanbill.financing.households.persons import COVERS, DEPENDENT, Floats, Ints, Mask, Persons
from cleanbill.people.population import SIZES

# Groups that winners and losers are told by: of each person, or of all people of a household alike.
#
# Out: for each kind, names of its groups and the place of each person's, -1 for
# people who are in none.


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
    house_sources = np.stack([by_house(persons, cents) for cents in sources])
    place = np.where(house_sources.max(axis=0) > 0, house_sources.argmax(axis=0), len(sources))
    return np.asarray(place[persons.house])


PEOPLE, INCOME, GAIN, EACH, KEPT, BETTER, WORSE, MUCH_BETTER, MUCH_WORSE, GAINED, LOST = range(11)
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value of the sample and the middle 95 % of its replicates."""

    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group. Means are of people's households, each person counted; cents a year, shares in basis points."""

    kind: str
    group: str
    people: int
    households: int  # on record: of few, little can be said
    income_cents: int
    gain_cents: Estimate
    gain_bp: Estimate  # of income
    gain_per_person_cents: Estimate  # the household's gain over its people
    better_bp: Estimate
    worse_bp: Estimate
    unchanged_bp: int  # within the threshold
    better_by_band_bp: int
    worse_by_band_bp: int
    gain_of_better_cents: int
    loss_of_worse_cents: int
    kept_by_employer_cents: int  # beside the gain: what employers save and do not pass on


@dataclass(frozen=True, slots=True)
class Measured:
    """Of each household, one row a measure (PEOPLE to LOST)."""

    by_house: Floats
    expected: Floats  # gain of each household in an average year


def measured(account: Account, years: Ints | None = None, threshold_cents: int = 0) -> Measured:
    """What is told of each household. `years` (people, draws) are out-of-pocket amounts of equal chance.

    A change within `threshold_cents` is none; one of more than a part of income (winners_and_losers) is told apart.
    """
    persons, size = account.persons, np.bincount(account.persons.house)
    gain = by_house(persons, account.gain)
    income, kept = by_house(persons, persons.income), by_house(persons, account.kept_by_employer)
    drawn = _drawn(account, gain, years)
    much = np.maximum(np.maximum(income, 0) * (reporting_terms()["band_bp"] / WHOLE_BP), threshold_cents)[:, None]
    up, down = np.maximum(drawn, 0), np.maximum(-drawn, 0)
    shares = [
        (up > threshold_cents).mean(axis=1),
        (down > threshold_cents).mean(axis=1),
        (up > much).mean(axis=1),
        (down > much).mean(axis=1),
        np.where(up > threshold_cents, up, 0).mean(axis=1),
        np.where(down > threshold_cents, down, 0).mean(axis=1),
    ]
    return Measured(np.stack([np.ones(len(gain)), income, gain, gain / size, kept, *shares]), gain)


def _drawn(account: Account, gain: Floats, years: Ints | None) -> Floats:
    """(households, draws): the gain of each household in each year drawn."""
    if years is None:
        return gain[:, None]
    persons = account.persons
    before, left = account.before["out_of_pocket"], account.after["out_of_pocket"]
    freed = np.divide(before - left, before, out=np.zeros(len(before)), where=before > 0)
    without = gain - by_house(persons, before - left)
    rows = np.searchsorted(persons.house, np.arange(len(gain)))
    freed_years: Floats = np.add.reduceat(years * freed[:, None], rows, axis=0)
    return without[:, None] + freed_years


def weighed(found: Measured, inside: Sequence[Mask], house: Ints, weight: Ints, counted: Floats) -> Floats:
    """(measures, 1 + replicates, groups): sums over people; `inside` says of each group who is in it."""
    houses = found.by_house.shape[1]
    heavy = np.stack([np.bincount(house, weight * inside_group, houses) for inside_group in inside], axis=1)
    return np.stack([counted @ (heavy * measure[:, None]) for measure in found.by_house])


def group_rows(
    found: Measured, groups: Sequence[Kind], house: Ints, weight: Ints, *, counted: Floats
) -> list[GroupRow]:
    """A row for every group that has people; `weight` is hundredths of people, `counted` the replicates."""
    named = [(kind, number) for kind in groups for number in range(len(kind.names))]
    named = [(kind, number) for kind, number in named if (kind.place == number).any()]
    inside = [kind.place == number for kind, number in named]
    sums = weighed(found, inside, house, weight, counted)
    return [
        _row(kind, number, sums[:, :, place], len(np.unique(house[inside[place]])))
        for place, (kind, number) in enumerate(named)
    ]


def _row(kind: Kind, number: int, sums: Floats, households: int) -> GroupRow:
    """`sums` is (measures, 1 + replicates)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums / sums[PEOPLE]
        of_income = sums[GAIN] / sums[INCOME]
        of_better, of_worse = sums[GAINED] / sums[BETTER], sums[LOST] / sums[WORSE]
    first = mean[:, 0]
    return GroupRow(
        kind=kind.name,
        group=kind.names[number],
        people=_whole(sums[PEOPLE, 0] / HUNDREDTHS),
        households=households,
        income_cents=_whole(first[INCOME]),
        gain_cents=estimate(mean[GAIN]),
        gain_bp=estimate(of_income * WHOLE_BP),
        gain_per_person_cents=estimate(mean[EACH]),
        better_bp=estimate(mean[BETTER] * WHOLE_BP),
        worse_bp=estimate(mean[WORSE] * WHOLE_BP),
        unchanged_bp=WHOLE_BP - _whole(first[BETTER] * WHOLE_BP) - _whole(first[WORSE] * WHOLE_BP),
        better_by_band_bp=_whole(first[MUCH_BETTER] * WHOLE_BP),
        worse_by_band_bp=_whole(first[MUCH_WORSE] * WHOLE_BP),
        gain_of_better_cents=_whole(of_better[0]),
        loss_of_worse_cents=_whole(of_worse[0]),
        kept_by_employer_cents=_whole(first[KEPT]),
    )


def estimate(values: Floats) -> Estimate:
    """The first value, with the interval of the others."""
    low, high = interval(values)
    return Estimate(_whole(values[0]), _whole(low), _whole(high))


def _whole(value: float) -> int:
    return int(np.floor(value + 0.5)) if np.isfinite(value) else 0

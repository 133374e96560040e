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
from cleanbill.financing.households.after import Account
from cleanbill.financing.households.everyone.groups import Kind, by_house
from cleanbill.financing.households.everyone.replicates import interval
from cleanbill.financing.households.everyone.telling import telling
from cleanbill.financing.households.persons import Floats, Ints, Mask

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
    much = np.maximum(np.maximum(income, 0) * (telling()["band_bp"] / WHOLE_BP), threshold_cents)[:, None]
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
    own, left = account.before["out_of_pocket"], account.after["out_of_pocket"]
    freed = np.divide(own - left, own, out=np.zeros(len(own)), where=own > 0)
    without = gain - by_house(persons, own - left)
    rows = np.searchsorted(persons.house, np.arange(len(gain)))
    freed_years: Floats = np.add.reduceat(years * freed[:, None], rows, axis=0)
    return without[:, None] + freed_years


def weighed(found: Measured, inside: Sequence[Mask], house: Ints, weight: Ints, counted: Floats) -> Floats:
    """(measures, 1 + replicates, groups): sums over people; `inside` says of each group who is in it."""
    houses = found.by_house.shape[1]
    heavy = np.stack([np.bincount(house, weight * each, houses) for each in inside], axis=1)
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

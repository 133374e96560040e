"""Medicare: from 65, and before for those who live on a disability benefit (42 USC 1395c).

Who is 65 or more has it, but for the best paid of those who still earn wages:
an employer's plan pays first for them (42 USC 1395y(b)) and few of them are
counted as enrolled. The poorest have MassHealth beside it; of the rest some
have a supplement or Medicare Advantage, modelled alike.
"""

from __future__ import annotations

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.cover.ages import MEDICARE_AGE, working_age
from cleanbill.people.cover.quota import Mask, first_people, part
from cleanbill.people.cover.so_far import SoFar
from cleanbill.people.cover.standing import Standing
from cleanbill.people.targets import target


def aged(people: Standing, so_far: SoFar) -> Mask:
    """All of 65 and more without wages, then the lowest paid, to the published share of all or, if more, of their age.

    The two differ where a table is old or young, or its ages were fitted to another day.
    """
    old = so_far.open & (people.age >= MEDICARE_AGE)
    by_age = target("states/ma/population", people.day)
    of_that_age = sum(count for start, count in by_age.items() if start >= MEDICARE_AGE)
    enrolled = people.shares["medicare"] * (WHOLE_BP - people.split["under_65_bp"])
    of_age = part(int(old.sum()), enrolled, of_that_age * WHOLE_BP)
    of_all = part(len(people), enrolled, people.shares["people"] * WHOLE_BP)
    quota = max(of_age, of_all)
    lowest_paid = first_people(old, quota, people.wages, -people.age, people.lot)
    return np.asarray((old & (people.wages == 0)) | lowest_paid)


def disabled(people: Standing, so_far: SoFar) -> Mask:
    """Adults under 65 with no earnings and an income like a disability benefit, the eldest first."""
    by_age = target("states/ma/population", people.day)
    younger = sum(count for start, count in by_age.items() if start < MEDICARE_AGE)
    low, high = (dollars * 100 for dollars in people.split["disability_income"])
    looks = (people.wages == 0) & (people.business == 0) & (people.other >= low) & (people.other <= high)
    enrolled = people.shares["medicare"] * people.split["under_65_bp"]
    quota = part(int((people.age < MEDICARE_AGE).sum()), enrolled, younger * WHOLE_BP)
    return first_people(so_far.open & looks & working_age(people), quota, -people.age, people.lot)


def both(people: Standing, so_far: SoFar) -> Mask:
    """Those of Medicare with the lowest family income, who have MassHealth too."""
    on_medicare = so_far.on("medicare")
    in_both = people.split["both_bp"] * people.shares["people"]
    quota = part(int(on_medicare.sum()), in_both, people.shares["medicare"] * WHOLE_BP)
    return first_people(on_medicare & (people.fpl_bp <= people.limits["both"]), quota, people.fpl_bp, people.lot)


def supplement(people: Standing, so_far: SoFar) -> Mask:
    """Those of Medicare alone with a supplement or Advantage, by lot."""
    only_medicare = so_far.on("medicare")
    split, shares = people.split, people.shares
    without_both = shares["medicare"] * WHOLE_BP - split["both_bp"] * shares["people"]
    quota = part(int(only_medicare.sum()), split["supplement_bp"] * shares["medicare"], without_both)
    return first_people(only_medicare, quota, people.lot)

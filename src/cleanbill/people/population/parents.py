"""Young adults who file alone but live with a parent's family, and may be under its plan until 26.

The survey file gives them a tax unit, so a family, of their own and no kinship: by
age and household they are taken for children of the family there that earns most.
Law: us/young_adults_on_parents_plan.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.chance import Ints, even
from cleanbill.people.cover.ages import ADULT_AGE
from cleanbill.people.population.survey_records import SEED, Records
from cleanbill.people.targets import target

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

"""Employers' money shared by all workers alike, in proportion to wages, within a class of employer size.

The other way, each worker's own premium coming to their own wages, favours who
has a family policy. Employers are not on record; a class of size stands for one.
"""

from __future__ import annotations

import numpy as np

from cleanbill.financing.households.after import Spread
from cleanbill.financing.households.persons import Ints, Persons, half_up
from cleanbill.people.population import SIZES


def alike(persons: Persons, weight: Ints) -> Spread:
    """A class of size shares its money by wages; half up, so it adds up to about a cent a record."""
    works = (persons.wages > 0) & (persons.employer_size >= 0)
    size = np.where(works, persons.employer_size, len(SIZES))
    wages = np.where(works, persons.wages, 0)

    def spread(money: Ints) -> Ints:
        of_class, base = (np.bincount(size, weight * each, len(SIZES) + 1) for each in (money, wages))
        rate = np.divide(of_class, base, out=np.zeros(len(base)), where=base > 0)
        return np.where(works, half_up(rate[size] * wages), 0)

    return spread

"""How unequal use is: correlated counts of events for each person.

In: a cell for each person. Out: counts (people, benefits). Counts are
negative binomial with the cell's mean and share of users, tied together by a
Gaussian copula: one latent sickness that each benefit follows more or less.
"""

from __future__ import annotations

from functools import cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from cleanbill.care.cells import Ints
from cleanbill.care.expected import expected
from cleanbill.care.meps import Floats, data_file
from cleanbill.care.tables import BENEFITS

TAIL = 1e-7  # counts rarer than this are drawn as the largest that is not


def counts(cell: Ints, draw: np.random.Generator) -> npt.NDArray[np.int32]:
    """Events of each person, (people, benefits)."""
    loading = np.array([data_file("shape")["loading"][b] for b in BENEFITS])
    sickness = draw.standard_normal(len(cell))
    latent = draw.standard_normal((len(BENEFITS), len(cell)))
    latent *= np.sqrt(1 - loading**2)[:, None]
    latent += loading[:, None] * sickness
    order = np.argsort(cell, kind="stable")
    found = np.zeros((len(BENEFITS), len(cell)), dtype=np.int32)
    groups, starts = np.unique(cell[order], return_index=True)
    for group, rows in zip(groups.tolist(), np.split(order, starts[1:]), strict=True):
        for benefit in range(len(BENEFITS)):
            found[benefit, rows] = np.searchsorted(_steps(group, benefit), latent[benefit, rows])
    return found.T


@cache
def _steps(cell: int, benefit: int) -> Floats:
    """Latent values at which the count of a cell and benefit goes up by one."""
    mean, users = float(expected().events[cell, benefit]), float(expected().users[cell, benefit])
    size = _size(mean, 1 - users)
    below, chance, number, steps = 0.0, (1 + mean / size) ** -size, 0, []
    while below + chance < 1 - TAIL:
        below += chance
        steps.append(NormalDist().inv_cdf(below))
        chance *= (number + size) / (number + 1) * mean / (mean + size)
        number += 1
    return np.array(steps)


def _size(mean: float, none: float) -> float:
    """The negative binomial's size from its mean and its chance of nothing, by bisection."""
    low, high = 1e-4, 1e4
    for _ in range(80):
        middle = (low * high) ** 0.5
        if (1 + mean / middle) ** -middle > none:
            low = middle
        else:
            high = middle
    return low

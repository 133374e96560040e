"""Takes people, or whole families, in order of rank until a quota is full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleanbill.people.chance import Floats, Ints

Mask = NDArray[np.bool_]


def first_people(eligible: Mask, quota: int, *rank: Ints | Floats) -> Mask:
    """The `quota` eligible people who are lowest by the first rank, then the next; all where fewer are eligible."""
    rows = np.flatnonzero(eligible)
    order = np.lexsort(tuple(key[rows] for key in reversed(rank)))
    chosen = np.zeros(len(eligible), dtype=bool)
    chosen[rows[order[: max(quota, 0)]]] = True
    return chosen


def first_families(eligible: Mask, quota: int, family: Ints, *rank: Ints | Floats) -> Mask:
    """The eligible people of the families lowest by rank, as many whole families as fit in `quota` people.

    Ranks have the same value for all of a family.
    """
    rows = np.flatnonzero(eligible)
    order = rows[np.lexsort((family[rows], *(key[rows] for key in reversed(rank))))]
    ends = np.flatnonzero(np.diff(family[order], append=-1) != 0) + 1
    fitting = ends[ends <= quota]
    chosen = np.zeros(len(eligible), dtype=bool)
    chosen[order[: fitting[-1] if len(fitting) else 0]] = True
    return chosen


def part(people: int, numerator: int, denominator: int) -> int:
    """The whole number of `people` nearest to their share, halves up; none of none."""
    return (2 * people * numerator + denominator) // (2 * denominator) if denominator else 0

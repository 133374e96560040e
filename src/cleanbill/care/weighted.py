"""Draws from many weighted lists at once: one sorted search for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleanbill.care.cells import Ints
from cleanbill.care.meps import Floats


@dataclass(frozen=True, slots=True)
class Weighted:
    """Lists laid end to end: `edges` of list g run from g to g + 1; `first` is where it begins."""

    edges: Floats
    first: Ints

    def draw(self, group: Ints, uniform: Floats) -> npt.NDArray[np.intp]:
        """Place in the laid-out lists, for each group number and uniform draw in [0, 1)."""
        return np.searchsorted(self.edges, group + uniform, side="right")

    def place(self, group: Ints, uniform: Floats) -> Ints:
        """The same, counted from 0 within the group's list."""
        return self.draw(group, uniform) - self.first[group]


def weighted(lists: Sequence[Sequence[float] | Floats]) -> Weighted:
    """Lays out lists of weights; an entry of weight 0 is never drawn."""
    edges = []
    for group, weights in enumerate(lists):
        share = np.cumsum(weights) / np.sum(weights)
        share[-1] = 1.0
        edges.append(group + share)
    sizes = np.array([len(weights) for weights in lists])
    return Weighted(np.concatenate(edges), np.cumsum(sizes) - sizes)

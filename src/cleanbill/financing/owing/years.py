"""Years of equal chance for each person, from weighted ones: members of a family fare independently.

In: (people, K) cents whose K years have the chances `weight`. Out: (people, `draws`)
cents of equal chance. Chance is seeded; each person's draws are spread evenly over
the weights, so rare years come about as often as they should.
"""

from __future__ import annotations

import numpy as np

from cleanbill.people import Floats, Ints, stream

DRAWS = 32


def equal_years(cents: Ints, weight: Floats, *, seed: int, draws: int = DRAWS) -> Ints:
    """Draws of each person's year. `weight` (K) is made to add up to 1."""
    chance, people = stream(seed, "years of debt"), len(cents)
    at = (np.arange(draws) + chance.random((people, draws))) / draws
    at = np.take_along_axis(at, np.argsort(chance.random((people, draws)), axis=1), axis=1)
    edges = np.cumsum(weight) / np.sum(weight)
    place = np.minimum(np.searchsorted(edges, at, side="right"), len(edges) - 1)
    return np.take_along_axis(np.asarray(cents), place, axis=1)

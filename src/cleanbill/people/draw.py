"""Draws whole households, with replacement and by weight, until exactly n people are there."""

from __future__ import annotations

import numpy as np

from cleanbill.people.chance import Floats, Ints, even


def draw_households(weight: Ints, size: Ints, n: int, seed: int) -> Ints:
    """Rows of the households drawn, in order; their sizes add up to `n`.

    Households are drawn until the next would pass `n`. The few people still
    wanted come from one household of just that size, drawn by weight, or, where
    the survey has none, from households of one. So a draw of fewer people is
    the beginning of a draw of more, but for these last ones.
    """
    drawn = _pick(weight, even(seed, "household", n))
    reached = np.cumsum(size[drawn])
    kept = drawn[: int(np.searchsorted(reached, n, side="right"))]
    return np.concatenate([kept, _last(weight, size, n - int(size[kept].sum()), seed)])


def _last(weight: Ints, size: Ints, wanted: int, seed: int) -> Ints:
    if wanted == 0:
        return np.empty(0, np.int64)
    fits = np.where(size == wanted, weight, 0)
    if fits.sum() > 0:
        return _pick(fits, even(seed, "last household", 1))
    return _pick(np.where(size == 1, weight, 0), even(seed, "last household", wanted))


def _pick(weight: Ints, draw: Floats) -> Ints:
    """For each draw, a row with the chance of its whole weight."""
    reached = np.cumsum(weight)
    return np.asarray(np.searchsorted(reached, (draw * reached[-1]).astype(np.int64), side="right"))


def rows_of(start: Ints, size: Ints, drawn: Ints) -> tuple[Ints, Ints]:
    """Rows of the people of the households drawn, and which draw each person is of."""
    count = size[drawn]
    draw = np.repeat(np.arange(len(drawn)), count)
    before = np.concatenate([[0], np.cumsum(count)[:-1]])
    return start[drawn][draw] + np.arange(len(draw)) - before[draw], draw

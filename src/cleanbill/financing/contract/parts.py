"""Whole amounts shared out, so that the parts add up to the cent, and rounding half up of either sign."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise


def parts(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` by `weights`, each part within a cent of its own; all 0 where the weights are."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    upto = [amount * so_far // whole for so_far in accumulate(weights, initial=0)]
    return [high - low for low, high in pairwise(upto)]


def alike(count: int, places: int) -> tuple[int, ...]:
    """So many people over places that are alike, give or take one."""
    return tuple(parts(count, [1] * places))


def ratio(dividend: int, divisor: int) -> int:
    """Half up (of a loss too: towards the greater); 0 where the divisor is."""
    return (2 * dividend + divisor) // (2 * divisor) if divisor else 0

"""Shares a whole out: cents, or people, in whole parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def allot(amount: int, weights: Sequence[float] | Sequence[int] | Sequence[Fraction]) -> list[int]:
    """An amount shared out by non-negative weights in whole parts that add up to it, by largest remainder.

    Ties go to the earlier weight. Where all weights are nil the first takes all.
    """
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if whole == 0:
        return [amount, *[0] * (len(exact) - 1)]
    shares = [amount * weight / whole for weight in exact]
    floors = [share.numerator // share.denominator for share in shares]
    left = amount - sum(floors)
    order = sorted(range(len(shares)), key=lambda at: floors[at] - shares[at])
    for at in order[:left]:
        floors[at] += 1
    return floors

"""Entropy balancing: of all positive weights that meet the targets, those nearest to the start.

Weights are start x exp(columns @ multipliers) (Deville and Särndal 1992; Hainmueller
2012), found by Newton's method with a line search. A small penalty on the
multipliers lets targets that no weights can meet be missed, and not spoil the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.people.chance import Floats

STEPS = 200
NEAR = 1e-9  # largest relative gap at which the search stops
PENALTY = 1e-7  # a multiplier that changes a typical weight tenfold leaves its target less than a millionth short
FLAT = 1e-4  # of the fall that the slope promises, what a step must bring (Armijo)


def balanced(columns: Floats, start: Floats, target: Floats) -> Floats:
    """Weights of rows, all above 0: those nearest to `start` with `weights @ columns` near `target`.

    `columns` is rows x targets. A target of 0 is met in absolute terms; others relative to their size.
    """
    size = np.where(target == 0, 1.0, np.abs(target)) / start.sum()
    scaled, wanted = columns / size, target / size
    penalty = PENALTY * start.sum()
    multiplier, weight = np.zeros(len(target)), start.copy()
    for _ in range(STEPS):
        slope = wanted - weight @ scaled - penalty * multiplier
        if np.abs(slope).max() < NEAR * start.sum():
            break
        curve = (scaled * weight[:, None]).T @ scaled + penalty * np.eye(len(target))
        step = np.linalg.solve(curve, slope)
        multiplier, weight = _walked(_Dual(scaled, start, wanted, penalty), multiplier, weight, step, slope)
    return weight


@dataclass(frozen=True, slots=True)
class _Dual:
    """What is lowered: sum of weights - wanted @ multipliers + penalty / 2 x multipliers squared."""

    scaled: Floats
    start: Floats
    wanted: Floats
    penalty: float

    def at(self, multiplier: Floats) -> tuple[float, Floats]:
        """Its value, and the weights there."""
        with np.errstate(over="ignore"):
            weight = self.start * np.exp(self.scaled @ multiplier)
        return float(weight.sum() - self.wanted @ multiplier + self.penalty / 2 * multiplier @ multiplier), weight


def _walked(dual: _Dual, at: Floats, weight: Floats, step: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """The step, halved until it lowers the dual enough."""
    before, _ = dual.at(at)
    length = 1.0
    while length > 1e-12:
        after, tried = dual.at(at + length * step)
        if np.isfinite(after) and after <= before - FLAT * length * float(slope @ step):
            return at + length * step, tried
        length /= 2
    return at, weight

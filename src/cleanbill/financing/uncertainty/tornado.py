"""Tornado: each range alone from its lowest to its highest, all others at their likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanbill.financing.uncertainty.draws import Measured
from cleanbill.financing.uncertainty.ranges import Range


@dataclass(frozen=True, slots=True)
class Swing:
    """What one range does to one measure, in the measure's unit."""

    path: str
    name: str
    low: int  # of the range
    high: int
    at_low: int  # of the measure
    at_likely: int
    at_high: int

    @property
    def width(self) -> int:
        """How far apart the measure's ends are."""
        return max(self.at_low, self.at_high, self.at_likely) - min(self.at_low, self.at_high, self.at_likely)


def tornado(measured: Measured, over: Sequence[Range], measure: str) -> tuple[Swing, ...]:
    """Swings of `measure`, the widest first."""
    likely = {each.path: each.likely for each in over}
    middle = measured(likely)[measure]
    swings = []
    for each in over:
        low, high = (measured(likely | {each.path: end})[measure] for end in (each.low, each.high))
        swings.append(Swing(each.path, each.name, each.low, each.high, low, middle, high))
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.path)))

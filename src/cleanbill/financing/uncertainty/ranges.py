"""What is uncertain, and its range: law/single_payer/uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints

LAW = "single_payer/uncertainty"
REVENUE = "revenue_bp"  # the one that is no lever of the budget


@dataclass(frozen=True, slots=True)
class Range:
    """A lever's lowest, likeliest and highest value, basis points."""

    path: str  # "use.elasticity_bp", or REVENUE
    name: str
    low: int
    likely: int
    high: int

    def drawn(self, lot: Floats) -> Ints:
        """Values for lots from 0 up to 1, by the inverse of the triangle's distribution; whole basis points."""
        width = self.high - self.low
        if not width:
            return np.full(len(lot), self.low)
        left = self.likely - self.low
        below = np.sqrt(lot * width * left)
        above = width - np.sqrt((1 - lot) * width * (width - left))
        return np.asarray(self.low + np.rint(np.where(lot * width < left, below, above)).astype(np.int64))


def ranges() -> tuple[Range, ...]:
    """Every range, in the order of the file."""
    told: Mapping[str, Any] = parameter(LAW).at(date(2020, 1, 1))
    return tuple(Range(path, row["name"], row["low"], row["likely"], row["high"]) for path, row in told.items())


def changes(values: Mapping[str, int]) -> tuple[dict[str, dict[str, int]], int]:
    """Values by path as changes of a scenario by lever, and what taxes bring."""
    levers: dict[str, dict[str, int]] = {}
    for path, value in values.items():
        if path != REVENUE:
            lever, _, key = path.partition(".")
            levers.setdefault(lever, {})[key] = value
    return levers, values.get(REVENUE, WHOLE_BP)

"""How far a reform's figures may lie from its central ones: draws over published ranges, and each lever alone.

In: a `Base` and law's `ranges`. Out: spreads of each measure (`monte_carlo`), one lever moved over a range
(`sweep`), and the swing that each lever makes by itself (`tornado`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import Scenario, scenario
from cleanbill.financing.reform import Base, reform
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints, stream

# What is uncertain, and its range: law/single_payer/uncertainty.


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
    raw: Mapping[str, Any] = parameter(LAW).at(date(2020, 1, 1))
    return tuple(Range(path, row["name"], row["low"], row["likely"], row["high"]) for path, row in raw.items())


def changes(values: Mapping[str, int]) -> tuple[dict[str, dict[str, int]], int]:
    """Values by path as changes of a scenario by lever, and what taxes bring."""
    levers: dict[str, dict[str, int]] = {}
    for path, value in values.items():
        if path != REVENUE:
            lever, _, key = path.partition(".")
            levers.setdefault(lever, {})[key] = value
    return levers, values.get(REVENUE, WHOLE_BP)


# Monte Carlo: seeded draws over the ranges, and how each measure is spread.


SHARES = {"p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
Measured = Callable[[Mapping[str, int]], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Spread:
    """How one measure is spread over draws, in its own unit."""

    measure: str
    draws: int
    mean: int
    p5: int
    p25: int
    median: int
    p75: int
    p95: int
    below_zero_bp: int  # of draws with the measure below 0


def monte_carlo(measured: Measured, over: Sequence[Range], draws: int, seed: int) -> tuple[Spread, ...]:
    """Measures over `draws` draws; with the same seed fewer draws are the first of more, on every machine.

    Raises CleanbillError for fewer than 20 draws: their ends would mean nothing.
    """
    if draws < 20:
        raise CleanbillError(f"{draws} draws tell nothing of the ends. Ask for 20 or more; 1,000 is usual.")
    values = {item.path: item.drawn(stream(seed, f"uncertain {item.path}").random(draws)) for item in over}
    found = [measured({path: int(drawn[draw]) for path, drawn in values.items()}) for draw in range(draws)]
    return tuple(_spread(name, np.array([results[name] for results in found])) for name in found[0])


def _spread(name: str, values: np.typing.NDArray[np.int64]) -> Spread:
    """Quantiles are values that were drawn: no machine interpolates them otherwise."""
    ordered = np.sort(values)
    ends = {which: int(ordered[min(int(share * len(ordered)), len(ordered) - 1)]) for which, share in SHARES.items()}
    below = round(int((values < 0).sum()) * 10_000 / len(values))
    return Spread(name, len(values), round(sum(values.tolist()) / len(values)), **ends, below_zero_bp=below)


# The few numbers that a reform is judged by, whole cents and basis points.


MEASURES = {
    "net_cents": "change of all health spending",
    "net_bp": "change of all health spending, of today's",
    "uses_cents": "what the Trust spends",
    "gap_cents": "what the Trust lacks at the bill's rates",
    "closing_bp": "scale of all taxes that closes the budget",
}
BEYOND = 10 * WHOLE_BP  # told where not even ten times the taxes close it


def measured(
    base: Base, values: Mapping[str, int], chosen: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, int]:
    """MEASURES of the reform with `values` by path of a range; `own` are a user's changes, which they override."""
    levers, revenue_bp = changes(values)
    study = reform(base, _scenario(levers, chosen or {}), revenue_bp=revenue_bp)
    result = study.budget.outcome
    return {
        "net_cents": result.net_cents,
        "net_bp": round(result.net_cents * WHOLE_BP / result.before_cents),
        "uses_cents": study.budget.uses_cents,
        "gap_cents": study.budget.gap_cents,
        "closing_bp": BEYOND if study.closing_bp is None else study.closing_bp,
    }


def _scenario(levers: Mapping[str, Mapping[str, int]], chosen: Mapping[str, Mapping[str, int]]) -> Scenario:
    merged = {name: {**chosen.get(name, {}), **levers.get(name, {})} for name in {**chosen, **levers}}
    return scenario(merged)


# Moves one lever in even steps, all else as it is.


MOST_STEPS = 1_000


def sweep(
    base: Base, lever: str, *, low: int, high: int, steps: int, changes: Mapping[str, Any] | None = None
) -> list[dict[str, int]]:
    """A row per value from `low` to `high`: value, and every measure.

    `lever` is as "use.elasticity_bp", or "revenue_bp". Raises BadInput for a lever that is none.
    """
    if not 2 <= steps <= MOST_STEPS:
        raise CleanbillError(f"{steps} steps cannot be taken. Ask for 2 to {MOST_STEPS:,}.")
    if lever != REVENUE and "." not in lever:
        raise CleanbillError(f"{lever} names no lever. Write it with its group, as use.elasticity_bp, or {REVENUE}.")
    values = [low + ((high - low) * step * 2 + steps - 1) // (2 * (steps - 1)) for step in range(steps)]
    return [{"value": value} | measured(base, {lever: value}, changes) for value in values]


# Tornado: each range alone from its lowest to its highest, all others at their likeliest.


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
    likely = {item.path: item.likely for item in over}
    middle = measured(likely)[measure]
    swings = []
    for item in over:
        low, high = (measured(likely | {item.path: end})[measure] for end in (item.low, item.high))
        swings.append(Swing(item.path, item.name, item.low, item.high, low, middle, high))
    return tuple(sorted(swings, key=lambda swing: (-swing.width, swing.path)))

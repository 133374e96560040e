"""Monte Carlo: seeded draws over the ranges, and how each measure is spread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cleanbill.core.errors import CleanbillError
from cleanbill.financing.uncertainty.ranges import Range
from cleanbill.people import stream

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
    values = {each.path: each.drawn(stream(seed, f"uncertain {each.path}").random(draws)) for each in over}
    found = [measured({path: int(drawn[draw]) for path, drawn in values.items()}) for draw in range(draws)]
    return tuple(_spread(name, np.array([each[name] for each in found])) for name in found[0])


def _spread(name: str, values: np.typing.NDArray[np.int64]) -> Spread:
    """Quantiles are values that were drawn: no machine interpolates them otherwise."""
    ordered = np.sort(values)
    ends = {which: int(ordered[min(int(share * len(ordered)), len(ordered) - 1)]) for which, share in SHARES.items()}
    below = round(int((values < 0).sum()) * 10_000 / len(values))
    return Spread(name, len(values), round(sum(values.tolist()) / len(values)), **ends, below_zero_bp=below)

"""A reference population of the nation's composition, with a year of care.

Out: people in MEPS 2018's proportions of age, sex and cover, drawn as the
generator draws them but without claims: what calibration measures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.care.cells import Ints
from cleanbill.care.events import draw_events
from cleanbill.care.expected import composition
from cleanbill.care.meps import Floats
from cleanbill.care.tables import BENEFITS

BLOCK = 50_000  # people drawn at a time


@dataclass(frozen=True, slots=True)
class Drawn:
    """A reference population: cell of each person; dollars and events (people, benefits)."""

    cell: Ints
    dollars: Floats
    events: Ints

    @property
    def total(self) -> Floats:
        """Dollars of each person."""
        total: Floats = self.dollars.sum(axis=1)
        return total


def reference(n: int, seed: int) -> Drawn:
    """About `n` people in the nation's proportions, with a year of care drawn as `generate` draws it."""
    share = composition().ravel() / composition().sum()
    cell = np.repeat(np.arange(share.size), np.rint(share * n).astype(np.int64))
    parts = [_drawn(cell[at : at + BLOCK], seed, at) for at in range(0, len(cell), BLOCK)]
    return Drawn(cell, np.concatenate([d for d, _ in parts]), np.concatenate([e for _, e in parts]))


def _drawn(cell: Ints, seed: int, at: int) -> tuple[Floats, Ints]:
    draw = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 2018, at])))
    events = draw_events(cell, draw)
    flat = events.benefit * len(cell) + events.who
    dollars = np.bincount(flat, events.dollars, minlength=len(BENEFITS) * len(cell)).astype(np.float64)
    return dollars.reshape(len(BENEFITS), len(cell)).T, events.counts.astype(np.int64)

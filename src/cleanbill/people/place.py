"""Where a household lives: a county drawn by its people in the census."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from cleanbill.people.chance import even
from cleanbill.people.targets import target


def draw_counties(n: int, seed: int, day: date) -> pa.Array:
    """Five-digit FIPS codes of `n` households, independent of who they are (the survey has no county)."""
    people = target("states/ma/counties", day)
    codes = sorted(people)
    reached = np.cumsum([people[code] for code in codes])
    which = np.searchsorted(reached, (even(seed, "county", n) * reached[-1]).astype(np.int64), side="right")
    return pa.array(codes).take(pa.array(which))

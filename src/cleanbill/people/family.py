"""Which people of a household are one family: a tax unit, with the minors who file alone.

The survey file gives a tax unit of its own to a child who earns, to a foster
child and to whoever is claimed on another return. They join the largest unit
of their household that an adult heads; alone in a household they stay alone.
"""

from __future__ import annotations

import numpy as np

from cleanbill.people.chance import Ints
from cleanbill.people.sample import Units

ADULT = 18  # years


def family_of(units: Units) -> Ints:
    """For each tax unit the row of the unit whose family it belongs to, often its own."""
    rows = np.arange(len(units["size"]))
    joins = (units["dependent"] == 1) | (units["age_head"] < ADULT)
    order = np.lexsort((rows, -units["size"], joins, units["house"]))
    first = np.searchsorted(units["house"][order], units["house"])
    host = order[first]
    return np.where(joins & ~joins[host], host, rows)

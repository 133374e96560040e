"""Who is a woman: the survey file does not say, so by law/states/ma/sex, an assumption."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from cleanbill.people.chance import Floats, Ints
from cleanbill.people.members import SPOUSE, Members
from cleanbill.people.targets import target


def draw_women(age: Ints, people: Members, row: Ints, draw: Floats, day: date) -> NDArray[np.bool_]:
    """True for a woman, for people who stand at `row` of the survey's and are of `age`.

    Spouses stand right after their heads and are of the other sex.
    """
    role, coupled, lone_parent = people.role[row], people.coupled[row], people.lone_parent[row]
    law = target("states/ma/sex", day)
    starts = np.array(sorted(law["by_age"]))
    by_band = np.array([law["by_age"][start] for start in starts])
    share = by_band[np.searchsorted(starts, age, side="right") - 1]
    share = np.where(lone_parent == 1, law["lone_parent"], np.where(coupled == 1, 5_000, share))
    woman = draw * 10_000 < share
    spouse = (coupled == 1) & (role == SPOUSE)
    return np.where(spouse, ~np.roll(woman, 1), woman)

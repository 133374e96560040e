"""ConnectorCare: families without an employer's plan within the span of income (956 CMR 12).

All families without wages, the self-employed among them, then those whose
wages are lowest, up to the published number. Whole families: those of them
who have no other cover yet and are under 65.
"""

from __future__ import annotations

import numpy as np

from cleanbill.people.cover.ages import MEDICARE_AGE, within
from cleanbill.people.cover.quota import Mask, first_families, part
from cleanbill.people.cover.so_far import SoFar
from cleanbill.people.cover.standing import Standing


def without_wages(people: Standing, so_far: SoFar) -> Mask:
    """Families that nobody earns wages in, within the span of income."""
    return np.asarray(_eligible(people, so_far) & (people.family_wages == 0))


def low_wages(people: Standing, so_far: SoFar) -> Mask:
    """Then families by their wages, the lowest first: their employers are least likely to offer a plan."""
    shares = people.shares
    wanted = part(so_far.without_medicare(), shares["marketplace"], shares["people"] - shares["medicare"])
    missing = wanted - int(so_far.on("connectorcare").sum())
    return first_families(_eligible(people, so_far), missing, people.family, people.family_wages, people.family_lot)


def _eligible(people: Standing, so_far: SoFar) -> Mask:
    return np.asarray(so_far.open & (people.age < MEDICARE_AGE) & within(people, people.limits["connectorcare"]))

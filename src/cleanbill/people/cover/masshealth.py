"""MassHealth: by age and family income (130 CMR 505; limits in law/states/ma/cover_limits).

All children within the limit have it, and of adults within theirs a stated
share: the rest keep an employer's plan or have none. Members it has beyond
them (pregnancy, disability, CommonHealth) are sought among those next above.
"""

from __future__ import annotations

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.cover.ages import ADULT_AGE, working_age
from cleanbill.people.cover.quota import Mask, first_people, part
from cleanbill.people.cover.so_far import SoFar
from cleanbill.people.cover.standing import Standing


def child(people: Standing, so_far: SoFar) -> Mask:
    """Under 19, within the limit for children."""
    return np.asarray(so_far.open & (people.age < ADULT_AGE) & (people.fpl_bp <= people.limits["child"]))


def adult(people: Standing, so_far: SoFar) -> Mask:
    """19 to 64, within the limit for adults, as many as enrol."""
    within_limit = so_far.open & working_age(people) & (people.fpl_bp <= people.limits["adult"])
    return np.asarray(within_limit & (people.enrols * WHOLE_BP < people.limits["adults_enrolled_bp"]))


def other(people: Standing, so_far: SoFar) -> Mask:
    """Adults above the limit, those of the lowest family income first, up to the published number of members."""
    above = working_age(people) & (people.fpl_bp > people.limits["adult"])
    near = so_far.open & above & (people.fpl_bp <= people.limits["masshealth_other"])
    missing = _members(people, so_far) - int(so_far.on("masshealth").sum())
    return first_people(near, missing, people.fpl_bp, people.lot)


def _members(people: Standing, so_far: SoFar) -> int:
    """How many are to have MassHealth alone: its share of those without Medicare."""
    shares = people.shares
    members = shares["masshealth"] * WHOLE_BP - people.split["both_bp"] * shares["people"]
    return part(so_far.without_medicare(), members, (shares["people"] - shares["medicare"]) * WHOLE_BP)

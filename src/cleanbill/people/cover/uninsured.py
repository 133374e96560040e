"""No cover: adults of working age whom no rule before has placed, by lot.

In: standing and the rules so far. Out: a mask. The share is that of CHIA's
survey; who they are within the span of income is an assumption.
"""

from __future__ import annotations

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.cover.ages import within, working_age
from cleanbill.people.cover.quota import Mask, first_people, part
from cleanbill.people.cover.so_far import SoFar
from cleanbill.people.cover.standing import Standing


def uninsured(people: Standing, so_far: SoFar) -> Mask:
    """19 to 64 within the span of income, by lot."""
    shares = people.shares
    of_all = shares["uninsured_bp"] * shares["people"]
    quota = part(so_far.without_medicare(), of_all, (shares["people"] - shares["medicare"]) * WHOLE_BP)
    eligible = so_far.open & working_age(people) & within(people, people.limits["uninsured"])
    return first_people(eligible, quota, people.lot)

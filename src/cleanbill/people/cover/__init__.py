"""Under which plan each resident is, by stated rules that meet published shares.

`assign_cover` gives any table of people cover for a span of days, one rule
after the other in the order of `steps.STEPS`: the table `cover`, with the rule
that decided on each row.
"""

from cleanbill.people.cover.assign import assign_cover
from cleanbill.people.cover.steps import STEPS, Step

__all__ = ["STEPS", "Step", "assign_cover"]

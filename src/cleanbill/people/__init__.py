"""Residents: who they are, what they earn, and the cover they are under.

`residents` draws them from the embedded survey, `families` sets their income
beside the poverty guideline, `assign_cover` gives them plans by stated rules,
and `cover_faults` finds what is wrong with cover that a user brings.
"""

from cleanbill.people.check import cover_faults
from cleanbill.people.cover import assign_cover, everyone_under
from cleanbill.people.intake import cross_check_cover, read_cover, read_people
from cleanbill.people.poverty import families, guideline_cents, guideline_year
from cleanbill.people.residents import residents
from cleanbill.people.tables import Cover, Person

__all__ = [
    "Cover",
    "Person",
    "assign_cover",
    "cover_faults",
    "cross_check_cover",
    "everyone_under",
    "families",
    "guideline_cents",
    "guideline_year",
    "read_cover",
    "read_people",
    "residents",
]

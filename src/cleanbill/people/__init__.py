"""Residents: who they are, what they earn, and the cover they are under.

`residents` draws them from the embedded survey, `families` sets their income
beside the poverty guideline, and `assign_cover` gives them plans by stated
rules. `enrolment` proves what cover a user brings.
"""

from cleanbill.people.cover import assign_cover
from cleanbill.people.intake import cross_check_cover, read_cover, read_people
from cleanbill.people.poverty import families, guideline_cents, guideline_year, steps_cents
from cleanbill.people.residents import residents
from cleanbill.people.tables import Cover, Person

__all__ = [
    "Cover",
    "Person",
    "assign_cover",
    "cross_check_cover",
    "families",
    "guideline_cents",
    "guideline_year",
    "read_cover",
    "read_people",
    "residents",
    "steps_cents",
]

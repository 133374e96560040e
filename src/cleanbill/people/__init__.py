"""Residents: who they are, what they earn, and the cover they are under.

`residents` draws them from the embedded survey, `families` sets their income
beside the poverty guideline, and `assign_cover` gives them plans by stated
rules. `enrolment` proves what cover a user brings.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.people.coverage import assign_cover
    from cleanbill.people.income import families, guideline_cents, guideline_year, steps_cents
    from cleanbill.people.intake import read_cover, read_people
    from cleanbill.people.sampling import residents
    from cleanbill.people.tables import Cover, Floats, Ints, Person, even, stream, target
else:
    __getattr__, __dir__ = lazy_door(__name__)

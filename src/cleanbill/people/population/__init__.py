"""The people of Massachusetts in a year: the survey's records, each standing for many, weighted to published totals."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.people.population.build import Held, held_beside_targets, population, unearned_base
    from cleanbill.people.population.fit import fitted, survey_house
    from cleanbill.people.population.survey import HUNDREDTHS, PLANS, SIZES, Population
else:
    __getattr__, __dir__ = lazy_door(__name__)

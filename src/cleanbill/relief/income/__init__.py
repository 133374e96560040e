"""Income where a file does not say it: a distribution by place and household, and the chance to qualify by it.

`Terms` says from which chance on people are taken in; `errors` and `by_threshold` say how many are then expected to
be wrongly in and wrongly out.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.relief.income.chance import guideline_of, heavy, poor, with_chance, with_guideline
    from cleanbill.relief.income.error_rates import GROUPS, THRESHOLDS, ExpectedError, by_threshold, errors, judged
    from cleanbill.relief.income.places import Place, Terms, located, read_places
else:
    __getattr__, __dir__ = lazy_door(__name__)

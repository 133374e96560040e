"""Income where a file does not say it: a distribution by place and household, and the chance to qualify by it.

`Terms` says from which chance on people are taken in; `errors` and `by_threshold` say how many are then expected to
be wrongly in and wrongly out.
"""

from cleanbill.relief.income.errors import ExpectedError, by_threshold, errors, judged
from cleanbill.relief.income.places import Place, PlaceIncome, read_places
from cleanbill.relief.income.terms import Terms

__all__ = ["ExpectedError", "Place", "PlaceIncome", "Terms", "by_threshold", "errors", "judged", "read_places"]

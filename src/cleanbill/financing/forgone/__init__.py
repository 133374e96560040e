"""Care not had because of its cost: by published survey shares and by the demand response, side by side, never added.

Today and with nothing due, by income and cover; and what studies found of the harm, in their words' sense.
"""

from cleanbill.financing.forgone.going_without import Forgone, ForgoneCheck, ForgoneGroup, ForgoneKind, forgone
from cleanbill.financing.forgone.harm import Harm, harm
from cleanbill.financing.forgone.response import Missed, more_use, patient_shares, shares_by_cover
from cleanbill.financing.forgone.survey import went_without

__all__ = [
    "Forgone",
    "ForgoneCheck",
    "ForgoneGroup",
    "ForgoneKind",
    "Harm",
    "Missed",
    "forgone",
    "harm",
    "more_use",
    "patient_shares",
    "shares_by_cover",
    "went_without",
]

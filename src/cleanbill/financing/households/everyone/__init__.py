"""Every resident before and after a reform: columns that add up, winners and losers with intervals, published claims.

`residents` is worked out once for a year; `told` gives every table of one
reform on it, `before_after` its accounts alone.
"""

from cleanbill.financing.households.everyone.claims import ClaimRow
from cleanbill.financing.households.everyone.columns import ColumnRow
from cleanbill.financing.households.everyone.payers_of_more import PayerRow
from cleanbill.financing.households.everyone.people import persons_of
from cleanbill.financing.households.everyone.rows import flat
from cleanbill.financing.households.everyone.study import (
    IncidenceRow,
    Residents,
    Told,
    before_after,
    choices_of,
    left_out,
    residents,
    told,
)
from cleanbill.financing.households.everyone.winners import Estimate, GroupRow

__all__ = [
    "ClaimRow",
    "ColumnRow",
    "Estimate",
    "GroupRow",
    "IncidenceRow",
    "PayerRow",
    "Residents",
    "Told",
    "before_after",
    "choices_of",
    "flat",
    "left_out",
    "persons_of",
    "residents",
    "told",
]

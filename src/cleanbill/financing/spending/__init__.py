"""Health spending of each person and who pays it today: survey means, state totals, and plans settled by `payer`."""

from cleanbill.financing.spending.build import health_spending
from cleanbill.financing.spending.checks import CheckRow, checks
from cleanbill.financing.spending.long_term import LongTermCare, long_term_care
from cleanbill.financing.spending.record import PAYERS, Draws, Scale, Spending
from cleanbill.financing.spending.scale import scale_to_state
from cleanbill.financing.spending.state_scale import state_scale
from cleanbill.financing.spending.use import Response, Use, response, with_use

__all__ = [
    "PAYERS",
    "CheckRow",
    "Draws",
    "LongTermCare",
    "Response",
    "Scale",
    "Spending",
    "Use",
    "checks",
    "health_spending",
    "long_term_care",
    "response",
    "scale_to_state",
    "state_scale",
    "with_use",
]

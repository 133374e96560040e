"""Health spending of each person and who pays it today: survey means, state totals, and plans settled by `payer`."""

from cleanbill.financing.spending.build import health_spending
from cleanbill.financing.spending.long_term import LongTermCare, long_term_care
from cleanbill.financing.spending.record import PAYERS, Draws, Scale, Spending

__all__ = ["PAYERS", "Draws", "LongTermCare", "Scale", "Spending", "health_spending", "long_term_care"]

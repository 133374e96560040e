"""Health spending of each person and who pays it today: survey means, state totals, and plans settled by `payer`."""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.financing.spending.reconciliation import CheckRow, checks
    from cleanbill.financing.spending.scale import health_spending, long_term_care, scale_to_state, state_scale
    from cleanbill.financing.spending.spending import PAYERS, Spending
    from cleanbill.financing.spending.use import Response, response, with_use
else:
    __getattr__, __dir__ = lazy_door(__name__)

"""The Trust's budget: what health care costs and who pays, what single payer changes, and whether the money is enough.

`account(year)` is Massachusetts today; `scenario()` sets the levers; `budget(account, scenario, taxes)` tells the
Trust's year with its gap, and `closing_rate` the tax rate that closes it. `warnings` compares with published studies.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.financing.budget.base_account import PAYERS, SERVICES, Account, account, cells_of, scaled_to
    from cleanbill.financing.budget.closing import Scale, closing_rate, closing_scale, reconciliation
    from cleanbill.financing.budget.outcomes import outcome
    from cleanbill.financing.budget.scenarios import Scenario, read_scenario, scenario, scenario_of
    from cleanbill.financing.budget.trust import Budget, Measure, budget, measures, share_of, warnings
else:
    __getattr__, __dir__ = lazy_door(__name__)

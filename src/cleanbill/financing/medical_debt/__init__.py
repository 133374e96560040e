"""Medical debt: what a year of cost sharing leaves owed, by income; the stock and its run-off; what free care stops.

The response of families is solved for so that people in debt by income match
the Massachusetts survey; everything else published is a check (checks.py).
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.financing.medical_debt.checks import debt_checks
    from cleanbill.financing.medical_debt.means import means_of_survey
    from cleanbill.financing.medical_debt.path import DebtFlow, debt_bands, debt_flow, debt_path, equal_years, old_debt
    from cleanbill.financing.medical_debt.runoff import run_off
else:
    __getattr__, __dir__ = lazy_door(__name__)

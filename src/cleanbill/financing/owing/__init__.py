"""Medical debt: what a year of cost sharing leaves owed, by income; the stock and its run-off; what free care stops.

The response of families is solved for so that people in debt by income match
the Massachusetts survey; everything else published is a check (checks.py).
"""

from cleanbill.financing.owing.bands import DebtBand, debt_bands
from cleanbill.financing.owing.checks import DebtCheck, debt_checks
from cleanbill.financing.owing.flow import DebtFlow, debt_flow
from cleanbill.financing.owing.means import Means, means_of_survey
from cleanbill.financing.owing.old_debt import OldDebt, old_debt
from cleanbill.financing.owing.path import DebtYear, debt_path
from cleanbill.financing.owing.runoff import RunOff, run_off
from cleanbill.financing.owing.years import equal_years

__all__ = [
    "DebtBand",
    "DebtCheck",
    "DebtFlow",
    "DebtYear",
    "Means",
    "OldDebt",
    "RunOff",
    "debt_bands",
    "debt_checks",
    "debt_flow",
    "debt_path",
    "equal_years",
    "means_of_survey",
    "old_debt",
    "run_off",
]

"""The Trust's budget: what health care costs and who pays, what single payer changes, and whether the money is enough.

`account(year)` is Massachusetts today; `scenario()` sets the levers; `budget(account, scenario, taxes)` tells the
Trust's year with its gap, and `closing_rate` the tax rate that closes it. `warnings` compares with published studies.
"""

from cleanbill.financing.budget.account import Account
from cleanbill.financing.budget.account_of import cells_of
from cleanbill.financing.budget.closing import Closing, Scale, closing_rate, closing_scale
from cleanbill.financing.budget.envelope import Measure, measures, warnings
from cleanbill.financing.budget.lists import PAYERS, SERVICES
from cleanbill.financing.budget.massachusetts import account
from cleanbill.financing.budget.order import Contribution, Outcome, outcome
from cleanbill.financing.budget.reconcile import Step, reconciliation
from cleanbill.financing.budget.scenario import Scenario, scenario, scenario_of
from cleanbill.financing.budget.scenario_file import read_scenario
from cleanbill.financing.budget.trust import Budget, Line, Saving, budget
from cleanbill.financing.budget.uncompensated import HospitalBook

__all__ = [
    "PAYERS",
    "SERVICES",
    "Account",
    "Budget",
    "Closing",
    "Contribution",
    "HospitalBook",
    "Line",
    "Measure",
    "Outcome",
    "Saving",
    "Scale",
    "Scenario",
    "Step",
    "account",
    "budget",
    "cells_of",
    "closing_rate",
    "closing_scale",
    "measures",
    "outcome",
    "read_scenario",
    "reconciliation",
    "scenario",
    "scenario_of",
    "warnings",
]

"""Settles every claim line under a plan: what the payer pays, what is left.

A plan is a YAML file in `plans/`. `settle` turns claim lines, members and
plans into settled lines, one code path for every world; under the single
payer the same code leaves nothing.
"""

from cleanbill.payer.balance import settled_faults
from cleanbill.payer.plan import Plan, plan, plan_ids
from cleanbill.payer.settle import settle
from cleanbill.payer.tables import SettledLine
from cleanbill.payer.terms import terms

__all__ = ["Plan", "SettledLine", "plan", "plan_ids", "settle", "settled_faults", "terms"]

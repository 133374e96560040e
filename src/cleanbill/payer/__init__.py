"""Settles every claim line under a plan: what the payer pays, what is left.

A plan is a YAML file in `plans/`. `settle` turns claim lines, members and
plans into settled lines, one code path for every world; under the single
payer the same code leaves nothing.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.payer.batch import OUTPUT, Options, side_by_side
    from cleanbill.payer.coordination import Method
    from cleanbill.payer.files import Files
    from cleanbill.payer.plan_terms import Plan, PlanSource, load_plan, plan, plan_ids, plan_text
    from cleanbill.payer.settlement import assign_plan, settle, settled_faults
    from cleanbill.payer.tables import SettledLine
    from cleanbill.payer.terms_table import NO_ACCUMULATOR, terms
else:
    __getattr__, __dir__ = lazy_door(__name__)

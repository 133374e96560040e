"""Lines whose price hangs on others: several services of a day, two at half price, and all of a stay.

Lines by kind in; OUTCOME of these few lines out, which stands in the stead of their kind's.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.by_table import DISCOUNTED
from cleanbill.care.fees.inpatient import DRG, inpatient
from cleanbill.care.fees.kinds import KIND, plain_code
from cleanbill.care.fees.multiple_procedures import NO_RULE
from cleanbill.care.fees.physician import BESIDE, physician_beside
from cleanbill.care.fees.schedules import Schedules
from cleanbill.care.fees.session import KEY, SESSION
from cleanbill.care.fees.way import PHYSICIAN, no_outcome, outcome, physician_outcome
from cleanbill.engine import Keep

INSTITUTIONAL = "institutional"


def beside_others(lines: ir.Table, kinds: ir.Table, schedules: Schedules, keep: Keep) -> ir.Table:
    """KEY and OUTCOME of each such line, once."""
    stays = keep(_stays(lines, schedules))
    others = _services(lines, kinds, keep).union(_discounted(lines.anti_join(stays, KEY), kinds))
    return stays.union(others)


def _services(lines: ir.Table, kinds: ir.Table, keep: Keep) -> ir.Table:
    """Lines of the physician fee schedule with a rule for several services of a day."""
    physician = kinds.filter((kinds.way == PHYSICIAN) & kinds.payable)
    ruled = physician.filter(~physician.rvu_multiple.isin(NO_RULE) | physician.bundles)
    bundling = lines.semi_join(physician.filter(physician.bundles), KIND)
    others = lines.semi_join(bundling, SESSION).anti_join(ruled, KIND)
    some = lines.semi_join(ruled, KIND).union(others).select(*KEY, *SESSION, *KIND)
    few = physician_beside(keep(some.inner_join(physician.select(*KIND, *BESIDE), KIND).drop(*KIND)))
    return few.select(*KEY, **physician_outcome(few))


def _discounted(lines: ir.Table, kinds: ir.Table) -> ir.Table:
    """Lines at half price beside another of the day, where there are two: that price is not modelled."""
    listed = kinds.filter(kinds.discounted & kinds.price_cents.notnull())
    some = lines.inner_join(listed.select(*KIND, "units"), KIND)
    several = some.group_by(*SESSION).aggregate(discounted_units=some.units.sum().cast("int64"))
    both = some.inner_join(several.filter(several.discounted_units > 1), SESSION)
    return both.select(*KEY, **no_outcome(DISCOUNTED))


def _stays(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """Lines of a claim with an MS-DRG that are priced as its stay."""
    own = lines.select(
        *KEY, "charge_cents", "code_system", "form", "service_date", "wage_index_e4", code=plain_code(lines.kind_code)
    )
    of_stay = own.semi_join(own.filter(own.code_system == DRG), "claim_id")
    priced = inpatient(of_stay, schedules)
    within = priced.code.notnull() & ((priced.form == INSTITUTIONAL) | (priced.code_system == DRG))
    return priced.filter(within.fill_null(False)).select(
        *KEY, **outcome(priced, "stay", ibis.literal("MS-DRG"), priced.drg_source)
    )

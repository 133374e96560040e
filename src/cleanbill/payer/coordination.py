"""Coordination of benefits: the second payer pays on what the first left, and never more than that.

In: the same lines settled under the first plan and, as if it were alone, under the
second. Out: `settled_line` of the second with what the first paid as `other_payer_cents`.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from cleanbill.core.table import ibis_schema
from cleanbill.engine import whole
from cleanbill.payer.tables import SettledLine

LINE = ("claim_id", "line")
# What the second payer pays off first; as with the out-of-pocket limit, the deductible is last of the plan's own.
PAID_OFF = ("coinsurance_cents", "copay_cents", "deductible_cents", "not_covered_cents")
Method = Literal["standard", "non-duplication"]


def coordinate(first: ir.Table, second: ir.Table, *, world: str, method: Method = "standard") -> ir.Table:
    """The second payer's `settled_line`, one row per line of both.

    `standard`: it pays what it would have paid alone, at most what the first
    left to the patient. `non-duplication`: at most what it would have paid
    alone less what the first paid. Write-offs stay as the first had them.
    """
    alone = second.select(*LINE, plan_id="plan_id", alone_cents="plan_paid_cents")
    both = first.drop("plan_id", "world").inner_join(alone, LINE)
    would_pay = both.alone_cents
    if method == "non-duplication":
        would_pay = ibis.greatest(would_pay - both.plan_paid_cents - both.other_payer_cents, 0)
    both = both.mutate(pays=whole(ibis.least(would_pay, both.patient_share_cents)))
    left = both.mutate(to_pay=both.pays)
    for name in PAID_OFF:
        left = left.mutate(off=ibis.least(left.to_pay, left[name]))
        left = left.mutate({name: whole(left[name] - left.off), "to_pay": left.to_pay - left.off})
    return left.mutate(
        world=ibis.literal(world),
        other_payer_cents=whole(left.other_payer_cents + left.plan_paid_cents),
        plan_paid_cents=left.pays,
        patient_share_cents=whole(left.patient_share_cents - left.pays),
    ).select(*ibis_schema(SettledLine).names)

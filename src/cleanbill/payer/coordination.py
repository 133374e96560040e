"""Coordination of benefits: the second payer pays on what the first left, and never more than that.

In: the same lines settled under the first plan and, as if it were alone, under the
second. Out: `settled_line` of the second with what the first paid as `other_payer_cents`.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.engine import joined, whole
from cleanbill.payer.tables import KEY, SettledLine

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
    left = _paid_off(both, both.pays)
    return left.mutate(
        world=ibis.literal(world),
        other_payer_cents=whole(left.other_payer_cents + left.plan_paid_cents),
        plan_paid_cents=left.pays,
        patient_share_cents=whole(left.patient_share_cents - left.pays),
    ).select(*ibis_schema(SettledLine).names)


def after_others(settled: ir.Table, lines: ir.Table, *, method: Method = "standard") -> ir.Table:
    """`settled` where the `lines` (KEY and charge) say in `other_payer_cents` what payers before the plan paid.

    The plan pays at most what it would have paid alone and, at most, what they left to the patient:
    `other_payer_left_cents` or, where that is not told, the plan's allowed amount less what they paid. The patient
    owes at most what is left after both, and at most their share under the plan alone.
    """
    both = _with_others(settled, lines)
    payable = both.plan_paid_cents + both.patient_share_cents
    left = ibis.coalesce(both.left_by_others, ibis.greatest(payable - both.others, 0))
    would_pay = both.plan_paid_cents
    if method == "non-duplication":
        would_pay = ibis.greatest(would_pay - both.others, 0)
    both = both.mutate(left=ibis.least(left, both.charge_cents - both.others), would_pay=would_pay)
    both = both.mutate(pays=whole(ibis.least(both.would_pay, both.left)))
    both = both.mutate(share=whole(ibis.least(both.left - both.pays, both.patient_share_cents)))
    both = _paid_off(both, both.patient_share_cents - both.share)
    return both.mutate(
        contractual_cents=whole(both.charge_cents - both.others - both.pays - both.share),
        plan_paid_cents=both.pays,
        other_payer_cents=both.others,
        patient_share_cents=both.share,
    ).select(*settled.columns)


def denied_after_others(denied: ir.Table, lines: ir.Table) -> ir.Table:
    """`denied` lines, of which one column holds the whole charge, less what other payers paid of it."""
    both = _with_others(denied, lines)
    borne = ("contractual_cents", "not_covered_cents", "patient_share_cents", "other_cents")
    return both.mutate(
        other_payer_cents=both.others,
        **{name: whole(ibis.greatest(both[name] - both.others, 0)) for name in borne},
    ).select(*denied.columns)


def _with_others(settled: ir.Table, lines: ir.Table) -> ir.Table:
    """`settled` with `others`, what payers before the plan paid, at most the charge, and `left_by_others`."""
    told = lines.filter(lines.other_payer_cents.notnull())
    known = "other_payer_left_cents" in lines.columns
    told = told.select(
        *KEY,
        told_cents="other_payer_cents",
        left_by_others=told.other_payer_left_cents if known else ibis.null("int64"),
    )
    both = joined(settled, told, KEY)
    return both.mutate(others=whole(ibis.least(ibis.coalesce(both.told_cents, 0), both.charge_cents)))


def _paid_off(lines: ir.Table, cents: ir.IntegerValue) -> ir.Table:
    """`lines` with `cents` taken off the parts of the patient's share, in the order of PAID_OFF."""
    lines = lines.mutate(to_pay=cents)
    for name in PAID_OFF:
        lines = lines.mutate(off=ibis.least(lines.to_pay, lines[name]))
        lines = lines.mutate({name: whole(lines[name] - lines.off), "to_pay": lines.to_pay - lines.off})
    return lines.drop("to_pay", "off")

"""Stays by MS-DRG: weight x (base rate x (labour share x wage index + the rest) + capital), and an outlier payment.

Law: us/inpatient_payment (an assumption where CMS's dollars were not found). The
adjusted rate is rounded to the cent, then the price; half cents up.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law, on_the_day
from cleanbill.care.fees.schedules import Schedules
from cleanbill.core.money import WHOLE_BP
from cleanbill.engine import share_bp

LAW = "us/inpatient_payment"
DRG = "MS-DRG"
ONE_E4 = 10_000


def inpatient(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """`lines`, all those of claims with an MS-DRG line, with `stay_cents` and `stay_reason`.

    `lines` has claim_id, code_system, code, charge_cents, service_date and
    wage_index_e4 (null is taken for 1). The group's line carries the price.
    """
    lines = _with_stays(lines)
    drg = lines.mutate(drg=ibis.ifelse(lines.code_system == DRG, lines.code.lpad(3, "0"), ibis.null("string")))
    lines = on_the_day(drg, schedules.drg_weight, {"drg": "drg"}, "drg_", "weight_e4", "source")
    rate = _adjusted_rate(lines) + _law(lines, "capital_cents")
    lines = lines.mutate(stay_price=((lines.drg_weight_e4 * rate + ONE_E4 // 2) // ONE_E4).cast("int64"))
    cost = share_bp(lines.stay_charge, _law(lines, "cost_to_charge_bp"))
    above = ibis.greatest(cost - lines.stay_price - _law(lines, "outlier_threshold_cents"), 0).cast("int64")
    lines = lines.mutate(outlier_cents=share_bp(above, _law(lines, "outlier_share_bp")), stay_reason=_reason(lines))
    return lines.mutate(stay_cents=lines.stay_price + lines.outlier_cents)


def _with_stays(lines: ir.Table) -> ir.Table:
    """Lines with the charge of their claim and how many groups it has."""
    stays = lines.group_by(stay_claim="claim_id").aggregate(
        stay_charge=lines.charge_cents.sum().cast("int64"),
        groups=(lines.code_system == DRG).sum().cast("int64"),
    )
    return lines.inner_join(stays, lines.claim_id == stays.stay_claim)


def _adjusted_rate(lines: ir.Table) -> ir.IntegerValue:
    index = ibis.coalesce(lines.wage_index_e4, ONE_E4)
    labor = ibis.ifelse(index > ONE_E4, _law(lines, "labor_above_one_bp"), _law(lines, "labor_bp"))
    parts = labor * index + (WHOLE_BP - labor) * ONE_E4
    return ((_law(lines, "base_rate_cents") * parts + WHOLE_BP * ONE_E4 // 2) // (WHOLE_BP * ONE_E4)).cast("int64")


def _law(lines: ir.Table, name: str) -> ir.IntegerValue:
    return by_law(lines, LAW, lambda held: ibis.literal(held[name], "int64"))


def _reason(lines: ir.Table) -> ir.StringValue:
    return ibis.cases(
        (lines.code_system != DRG, "paid within the MS-DRG of the stay"),
        (lines.groups > 1, "more than one MS-DRG on the claim"),
        (lines.drg_weight_e4.isnull(), "no weight of the MS-DRG on that day"),
        (lines.stay_price.isnull(), "no base rate on that day"),
        else_=ibis.null("string"),
    )

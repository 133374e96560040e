"""A denied line once settled: its whole charge with the group of its code, and no part in any limit."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.payer.tables import SettledLine


def denied(decided: ir.Table, *, world: str) -> ir.Table:
    """`settled_line` of the lines that `edit` denied: CO is written down, PR the patient's, OA and PI other."""
    lines = decided.filter(decided.status == "denied")
    nothing = ibis.literal(0).cast("int64")
    charge = lines.charge_cents
    patient = ibis.ifelse(lines.group == "PR", charge, nothing)
    zero = ("allowed", "plan_paid", "other_payer", "deductible", "coinsurance", "copay")
    return lines.mutate(
        world=ibis.literal(world),
        contractual_cents=ibis.ifelse(lines.group == "CO", charge, nothing),
        not_covered_cents=patient,
        patient_share_cents=patient,
        other_cents=ibis.ifelse(lines.group.isin(["OA", "PI"]), charge, nothing),
        **{f"{name}_cents": nothing for name in zero},
    ).select(*ibis_schema(SettledLine).names)

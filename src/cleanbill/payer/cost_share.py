"""Copay and coinsurance: the patient's part of what the deductible leaves.

In: lines with `allowed_cents`, `deductible_cents` and `covered`, and the terms. Out: the
same with `copay_cents` and `coinsurance_cents`. A benefit has a copay or
a coinsurance. A copay is due once a claim: it is taken from the claim's lines
in order until it is met, so a small first line does not lose it.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import running_sum, share_bp
from cleanbill.payer.running import CLAIM, clipped
from cleanbill.payer.terms import with_terms


def cost_share(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Adds `copay_cents` and `coinsurance_cents` (half cents rounded up)."""
    lines = with_terms(lines, terms, "plan_copay_cents", "plan_coinsurance_bp")
    left = ibis.ifelse(lines.covered, lines.allowed_cents - lines.deductible_cents, 0).cast("int64")
    lines = lines.mutate(left=left, coinsurance_cents=share_bp(left, lines.plan_coinsurance_bp))
    lines = lines.drop("covered", "plan_coinsurance_bp")
    copaid = (lines.left > 0) & (lines.plan_copay_cents > 0)
    some = lines.filter(copaid)
    of_claim = running_sum(some.left, within=CLAIM, order=("line",))
    some = some.mutate(copay_cents=clipped(of_claim, some.left, some.plan_copay_cents))
    others = lines.filter(~copaid).mutate(copay_cents=ibis.literal(0).cast("int64"))
    return some.union(others.select(*some.columns)).drop("left", "plan_copay_cents", "claim_id", "line")

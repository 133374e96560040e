"""The deductible: what the patient pays before the plan does, as clipped running sums.

In: lines with `allowed_cents`, the plan's terms and `covered`. Out: the same
with `deductible_cents`. Steps 1 and 2 of the design's exact window form: once
a limit is reached it stays reached, so a clipped sum loses nothing.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import running_sum
from cleanbill.payer.running import FAMILY_YEAR, IN_ORDER, PERSON_YEAR, clipped


def deductible(lines: ir.Table) -> ir.Table:
    """Adds `deductible_cents`, never above the line's allowed amount."""
    subject = ibis.ifelse(lines.covered & lines.deductible_applies, lines.allowed_cents, 0).cast("int64")
    lines = lines.mutate(subject=subject)
    total = running_sum(lines.subject, within=PERSON_YEAR, order=IN_ORDER)
    lines = lines.mutate(own=total)
    lines = lines.mutate(own=clipped(lines.own, lines.subject, lines.plan_deductible_cents))
    total = running_sum(lines.own, within=FAMILY_YEAR, order=IN_ORDER)
    lines = lines.mutate(family=total)
    taken = clipped(lines.family, lines.own, lines.plan_family_deductible_cents)
    return lines.mutate(deductible_cents=taken).drop("subject", "own", "family")

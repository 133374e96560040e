"""The deductible: what the patient pays before the plan does, as clipped running sums.

In: lines with `allowed_cents`, and the terms of plans. Out: the same with
`deductible_cents`. Steps 1 and 2 of the design's exact window form: once
a limit is reached it stays reached, so a clipped sum loses nothing.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import running_sum
from cleanbill.payer.opening import so_far
from cleanbill.payer.running import BY_TURN, FAMILY_YEAR, PERSON_YEAR, clipped
from cleanbill.payer.terms import with_terms

LIMITS = ("embedded", "plan_deductible_cents", "plan_family_deductible_cents")


def deductible(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Adds `deductible_cents`, never above the line's allowed amount, and `covered`."""
    lines = with_terms(lines, terms, "covered", "deductible_applies")
    subject = ibis.ifelse(lines.covered & lines.deductible_applies, lines.allowed_cents, 0).cast("int64")
    lines = lines.mutate(subject=subject).drop("deductible_applies")
    taken = _taken(lines.filter(lines.subject > 0), terms)
    others = lines.filter(lines.subject == 0).mutate(deductible_cents=ibis.literal(0).cast("int64"))
    return taken.union(others.select(*taken.columns))


def _taken(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Lines that a deductible is for."""
    own = running_sum(lines.subject, within=PERSON_YEAR, order=BY_TURN)
    lines = lines.mutate(own=so_far(lines, own, "used_deductible_cents"))
    lines = with_terms(lines, terms, *LIMITS)
    together = lines.family_policy & ~lines.embedded
    limit = ibis.ifelse(together, lines.plan_family_deductible_cents, lines.plan_deductible_cents)
    lines = lines.mutate(own=clipped(lines.own, lines.subject, limit))
    lines = lines.drop("subject", "embedded", "plan_deductible_cents", "family_policy")
    family = running_sum(lines.own, within=FAMILY_YEAR, order=BY_TURN)
    lines = lines.mutate(family=so_far(lines, family, "used_family_deductible_cents"))
    taken = clipped(lines.family, lines.own, lines.plan_family_deductible_cents)
    return lines.mutate(deductible_cents=taken).drop("own", "family", "plan_family_deductible_cents")

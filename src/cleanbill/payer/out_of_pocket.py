"""The out-of-pocket limit: past it the plan pays all, for the person and the family.

In: lines with the three kinds of patient share, and the terms of plans. Out:
the same, cut to the limits. Steps 4 and 5 of the design's exact window form. A cut comes off
coinsurance or copay first and off the deductible last.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import running_sum, whole
from cleanbill.payer.opening import so_far
from cleanbill.payer.running import BY_TURN, FAMILY_YEAR, PERSON_YEAR, clipped
from cleanbill.payer.terms import with_terms

LIMITS = ("plan_limit_cents", "plan_family_limit_cents")
NOTHING = ibis.literal(0).cast("int64")


def out_of_pocket(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Cuts `deductible_cents`, `copay_cents` and `coinsurance_cents` at the limits; lines without any are left out."""
    lines = lines.mutate(raw=(lines.deductible_cents + lines.copay_cents + lines.coinsurance_cents).cast("int64"))
    lines = with_terms(lines.filter(lines.raw > 0), terms, *LIMITS)
    past = _past_a_limit(lines)
    cut = _cut(lines.semi_join(past, FAMILY_YEAR))
    return cut.union(lines.anti_join(past, FAMILY_YEAR).select(*cut.columns))


def _past_a_limit(lines: ir.Table) -> ir.Table:
    """`family_year` of families whose shares together come to more than a limit of any of them leaves.

    In all others no running sum can pass one: their lines stay as they are.
    """
    own = lines.plan_limit_cents - so_far(lines, NOTHING, "used_limit_cents")
    family = lines.plan_family_limit_cents - so_far(lines, NOTHING, "used_family_limit_cents")
    lines = lines.mutate(left=ibis.least(own, family))
    sums = lines.group_by(*FAMILY_YEAR).aggregate(together=whole(lines.raw.sum()), left=lines.left.min())
    return sums.filter(sums.together > sums.left).select(*FAMILY_YEAR)


def _cut(lines: ir.Table) -> ir.Table:
    own = running_sum(lines.raw, within=PERSON_YEAR, order=BY_TURN)
    lines = lines.mutate(own=so_far(lines, own, "used_limit_cents"))
    lines = lines.mutate(own=clipped(lines.own, lines.raw, lines.plan_limit_cents))
    family = running_sum(lines.own, within=FAMILY_YEAR, order=BY_TURN)
    lines = lines.mutate(family=so_far(lines, family, "used_family_limit_cents"))
    lines = lines.mutate(cut=lines.raw - clipped(lines.family, lines.own, lines.plan_family_limit_cents))
    off_coinsurance = ibis.least(lines.cut, lines.coinsurance_cents)
    lines = lines.mutate(coinsurance_cents=lines.coinsurance_cents - off_coinsurance, cut=lines.cut - off_coinsurance)
    off_copay = ibis.least(lines.cut, lines.copay_cents)
    lines = lines.mutate(copay_cents=lines.copay_cents - off_copay, cut=lines.cut - off_copay)
    return lines.mutate(deductible_cents=lines.deductible_cents - lines.cut).drop(
        "raw", "own", "family", "cut", *LIMITS
    )

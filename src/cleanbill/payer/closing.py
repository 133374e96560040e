"""Closing balances: what of each limit is used once lines are settled, as the next batch's opening.

In: what `settle` takes. Out: `opening`. What counts to a deductible is what it took of a line
before the out-of-pocket limit cut the line, as `settle` counts it.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import whole
from cleanbill.payer.opening import OPENING
from cleanbill.payer.running import TURN
from cleanbill.payer.settle import CostShared, cost_shared
from cleanbill.payer.terms import with_terms

HOLDER = ("plan_id", "year", "accumulator", "family_id", "person_id")


def closing(lines: ir.Table, members: ir.Table, terms: ir.Table, opening: ir.Table | None = None) -> ir.Table:
    """`opening` after `lines`, with the rows of the `opening` before them; balances of nothing are left out."""
    return balances_after(cost_shared(lines, members, terms, opening), members, terms, opening)


def balances_after(held: CostShared, members: ir.Table, terms: ir.Table, opening: ir.Table | None = None) -> ir.Table:
    """The same, from shares that are worked out already."""
    taken = held.shares.inner_join(held.placed.select(*TURN, "person_id", "service_date"), TURN)
    taken = with_terms(taken, terms, "plan_id", "accumulator")
    taken = taken.filter(taken.accumulator != "none")
    taken = taken.inner_join(members.select("person_id", "family_id").distinct(), "person_id")
    used = taken.select(
        plan_id=taken.plan_id,
        year=taken.service_date.year().cast("int64"),
        accumulator=taken.accumulator,
        family_id=taken.family_id,
        person_id=taken.person_id,
        deductible_cents=taken.taken_cents,
        limit_cents=whole(taken.deductible_cents + taken.coinsurance_cents + taken.copay_cents),
    )
    both = used if opening is None else used.union(opening.select(*OPENING.names))
    sums = both.group_by(*HOLDER).aggregate(
        deductible_cents=whole(both.deductible_cents.sum()), limit_cents=whole(both.limit_cents.sum())
    )
    return sums.filter(ibis.or_(sums.deductible_cents > 0, sums.limit_cents > 0))

"""A second plan that pays after each of the plans that are held side by side.

In: what `adjudicate` made of the lines under the plans and, as if alone, under the second. Out: the same with
rows for "plan+second" beside those of each plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir

from cleanbill.payer.coordination import Method, coordinate


def together(plan_id: str, second: str) -> str:
    """What a plan with a second payer after it is called."""
    return f"{plan_id}+{second}"


def after_first(
    settled: ir.Table, alone: ir.Table, plan_ids: Sequence[str], second: str, *, world: str, method: Method
) -> ir.Table:
    """`settled` of `plan_ids` and, after each, of the second payer; `alone` holds what that would pay alone."""
    by_itself = alone.filter(alone.plan_id == second)
    parts = [settled.filter(settled.plan_id.isin(list(plan_ids)))]
    for name in plan_ids:
        both = coordinate(parts[0].filter(parts[0].plan_id == name), by_itself, world=world, method=method)
        parts.append(both.mutate(plan_id=ibis.literal(together(name, second))).select(*settled.columns))
    return reduce(lambda one, other: one.union(other), parts)


def as_under_first(table: ir.Table, plan_ids: Sequence[str], second: str) -> ir.Table:
    """Rows of `plan_ids` in a table with `plan_id`, and the same rows for each with the second after it."""
    rows = table.filter(table.plan_id.isin(list(plan_ids)))
    named = {name: together(name, second) for name in plan_ids}
    again = rows.mutate(plan_id=rows.plan_id.cases(*named.items(), else_=rows.plan_id))
    return rows.union(again.select(*rows.columns))

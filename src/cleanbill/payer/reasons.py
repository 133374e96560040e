"""A reason for every cent that a plan did not pay: group, CARC, RARC, rule, source and day.

In: `settled_line`, the terms of plans and, where lines were checked, the
decisions of `edits`. Out: `adjustment`. Codes stand in
law/us/adjustment_reasons. Per line, adjustments and plan paid are the charge.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.table import ibis_schema
from cleanbill.payer.tables import Adjustment

CODES = "us/adjustment_reasons"
OF_PLAN = {  # rules of the plan's own terms -> the column that holds their cents
    "contractual": "contractual_cents",
    "deductible": "deductible_cents",
    "coinsurance": "coinsurance_cents",
    "copay": "copay_cents",
    "not_covered": "not_covered_cents",
    "other_payer": "other_payer_cents",
}
KEY = ("plan_id", "claim_id", "line")


def reasons(settled: ir.Table, terms: ir.Table, day: date, *, decided: ir.Table | None = None) -> ir.Table:
    """`adjustment`, in no order, with the codes in force on `day`.

    `decided` holds lines with `status` and, where denied, group, carc, rarc,
    rule, source and since (`edits.edit`): a denied line has that one reason.
    """
    codes = law.parameter(CODES).at(day)
    plans = terms.select("plan_id", "source", "since").distinct()
    if decided is None:
        return _of_plans(settled, plans, codes)
    denied = decided.filter(decided.status == "denied")
    found = _of_plans(settled.anti_join(denied, KEY), plans, codes)
    return found.union(denied.mutate(cents=denied.charge_cents).select(found.columns))


def _of_plans(settled: ir.Table, plans: ir.Table, codes: Any) -> ir.Table:
    parts = [_of_plan(settled, rule, codes[rule]) for rule in OF_PLAN]
    found = reduce(lambda one, other: one.union(other), parts).inner_join(plans, "plan_id")
    return found.select(*ibis_schema(Adjustment).names)


def _of_plan(settled: ir.Table, rule: str, code: dict[str, str]) -> ir.Table:
    cents = settled[OF_PLAN[rule]]
    rarc = code.get("rarc")
    return settled.filter(cents > 0).select(
        *KEY,
        group=ibis.literal(code["group"]),
        carc=ibis.literal(code["carc"]),
        rarc=ibis.null("string") if rarc is None else ibis.literal(rarc),
        cents=cents,
        rule=ibis.literal(rule),
    )


def unexplained(settled: ir.Table, adjustments: ir.Table) -> ir.Table:
    """One row: `lines`, and those `unexplained`, whose adjustments and plan paid are not the charge (law 1)."""
    given = adjustments.group_by(*KEY).aggregate(given=adjustments.cents.sum().cast("int64"))
    both = settled.left_join(given, KEY)
    left = both.charge_cents - both.plan_paid_cents - ibis.coalesce(both.given, 0)
    return both.aggregate(
        lines=both.count().cast("int64"),
        unexplained=(left != 0).cast("int64").sum().fill_null(0).cast("int64"),
    )

"""A reason for every cent that a plan did not pay: group, CARC, RARC, rule, source and day.

In: `settled_line`, the terms of plans and, where lines were checked, the
decisions of `edits`. Out: `adjustment`. Codes stand in
law/us/adjustment_reasons. Per line, adjustments and plan paid are the charge.
"""

from __future__ import annotations

from datetime import date
from functools import reduce

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import left_join, to_int64
from cleanbill.payer.tables import KEY, Adjustment

REASONS_LAW = "us/adjustment_reasons"
OF_PLAN = {  # rules of the plan's own terms -> the column that holds their cents
    "contractual": "contractual_cents",
    "deductible": "deductible_cents",
    "coinsurance": "coinsurance_cents",
    "copay": "copay_cents",
    "not_covered": "not_covered_cents",
    "balance_billed": "balance_cents",
    "other_payer": "other_payer_cents",
}


def reasons(
    settled: ir.Table,
    terms: ir.Table,
    day: date,
    *,
    decided: ir.Table | None = None,
    no_surprises: ir.Table | None = None,
) -> ir.Table:
    """`adjustment`, in no order, with the codes in force on `day`.

    `decided` holds lines with `status` and, where denied, group, carc, rarc,
    rule, source and since (`edits.edit`): a denied line has that one reason, beside what other payers paid.
    `no_surprises` tells balance bills, PR-45, from what is not covered, PR-96.
    """
    codes = law.parameter(REASONS_LAW).at(day)
    plans = terms.select("plan_id", "source", "since").distinct()
    settled = _with_balance(settled, no_surprises)
    standing = settled
    if decided is not None:
        denied = decided.filter(decided.status == "denied")
        standing = settled.anti_join(denied, KEY)
    rules = [rule for rule, name in OF_PLAN.items() if name in settled.columns]
    parts = [_of_plan(settled if rule == "other_payer" else standing, rule, codes[rule]) for rule in rules]
    found = reduce(lambda rows, other: rows.union(other), parts).inner_join(plans, "plan_id")
    found = found.select(*ibis_schema(Adjustment).names)
    return found if decided is None else found.union(_of_checks(settled, denied).select(found.columns))


def _of_checks(settled: ir.Table, denied: ir.Table) -> ir.Table:
    """The one reason of each denied line, for what no payer paid of it."""
    paid = settled.select(*KEY, paid=settled.plan_paid_cents + settled.other_payer_cents)
    both = denied.inner_join(paid, KEY)
    return both.mutate(cents=to_int64(both.charge_cents - both.paid))


def _with_balance(settled: ir.Table, no_surprises: ir.Table | None) -> ir.Table:
    """`settled` with `balance_cents` apart from what is not covered; a second payer pays off that first."""
    if no_surprises is None:
        return settled
    bills = no_surprises.filter(~no_surprises.protected).select(*KEY, bill="balance_cents")
    both = left_join(settled, bills, KEY)
    balance = to_int64(ibis.least(ibis.coalesce(both.bill, 0), both.not_covered_cents))
    return both.mutate(balance_cents=balance, not_covered_cents=to_int64(both.not_covered_cents - balance)).drop("bill")


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

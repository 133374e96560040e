"""Several units of therapy of a day: the dearest practice expense in full, each other's at a share.

MULT PROC indicator 5. Lines in, price by line out. Law: us/multiple_therapy.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.session import SESSION, SIDES, of_kinds, ranked

THERAPY = "5"


def therapy(lines: ir.Table) -> ir.Table:
    """Each line of therapy as its_claim, its_line, several_cents, reduced_units, several_reason and several_rule.

    `lines` has payable, rvu_multiple, units, unit_cents, sided_cents,
    amount_cents, less_expense_cents and expense_e5.
    """
    few = of_kinds(
        lines, (THERAPY,), "unit_cents", "sided_cents", "amount_cents", "less_expense_cents", "expense_e5"
    )  # fmt: skip
    few = ranked(few, "before", by="expense_e5", within=SESSION)
    later = few.units - (few.before == 0).cast("int64")
    both_sides = (few.sided_cents != few.unit_cents).fill_null(False)
    return few.select(
        its_claim="claim_id",
        its_line="line",
        several_cents=few.sided_cents * few.units - (few.amount_cents - few.less_expense_cents) * later,
        reduced_units=later,
        several_reason=ibis.ifelse(both_sides, SIDES, ibis.null("string")),
        several_rule=ibis.literal("multiple therapy"),
    )

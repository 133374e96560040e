"""Lines whose price lies within that of the stay: CO-97. They are not pended, and nothing more is paid for them."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law

CODES = "us/adjustment_reasons"
RULE = "included"
WITHIN = "paid within the MS-DRG of the stay"  # the reason that `care.fees.price` pends such a line with


def included(decided: ir.Table, day: date) -> ir.Table:
    """Decided lines with `pended_reason`; those that wait for a price for that one reason are denied instead."""
    code = law.parameter(CODES).at(day)[RULE]
    within = ((decided.status == "pended") & (decided.pended_reason == WITHIN)).fill_null(False)
    told = {
        "status": "denied",
        "rule": RULE,
        "group": code["group"],
        "carc": code["carc"],
        "source": f"law/{CODES}.yaml",
        "since": law.parameter(CODES).since(day),
    }
    return decided.mutate(
        **{name: ibis.ifelse(within, ibis.literal(value), decided[name]) for name, value in told.items()}
    )

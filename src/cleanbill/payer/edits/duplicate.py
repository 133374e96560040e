"""Exact duplicate: OA-18. The first in full order stands, whichever claim it is on.

A modifier that says the service was repeated lifts the rule.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.payer.edits.firing import fire, has_modifier, named

SAME = (
    "plan_id", "person_id", "provider_id", "service_date", "code_system",
    "code", "modifiers", "units", "charge_cents",
)  # fmt: skip


def duplicate(lines: ir.Table, since: date, *, repeat: list[str]) -> ir.Table:
    """Fires on every standing line but the first of those that are the same in all of `SAME`."""
    lines = lines.mutate(stands=lines.rule.isnull())
    within = ibis.window(group_by=[*SAME, "stands"], order_by=["claim_id", "line"])
    lines = lines.mutate(copy_no=ibis.row_number().over(within))
    again = (lines.copy_no > 0) & ~has_modifier(lines.modifiers, repeat)
    return fire(lines, named(again, "duplicate"), since).drop("stands", "copy_no")

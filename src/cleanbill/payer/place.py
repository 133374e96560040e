"""Puts claim lines under the plan each patient is under on the day of service.

In: `claim_line` and members (person_id, family_id, plan_id, start, end). Out:
the lines with `plan_id`, or `none` on a day without cover. A person who
is under several plans on a day, as when plans are compared, has a row for each.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

UNCOVERED_PLAN = "none"  # the plan of a day on which a person has no cover


def place(lines: ir.Table, members: ir.Table) -> ir.Table:
    """`lines` with `plan_id`."""
    spans = members.select("plan_id", "start", "end", member_id="person_id")
    placed = lines.left_join(spans, on_the_day(lines, spans)).drop("member_id", "start", "end")
    return placed.mutate(plan_id=ibis.coalesce(placed.plan_id, UNCOVERED_PLAN))


def on_the_day(lines: ir.Table, spans: ir.Table) -> list[ir.BooleanValue]:
    """That a span is the patient's and holds the day of service."""
    return [
        lines.person_id == spans.member_id,
        lines.service_date >= spans.start,
        lines.service_date <= spans.end,
    ]

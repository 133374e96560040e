"""Not covered on the day: PR-31, PR-26, PR-27 or PR-200, by where the day lies.

A person whom the members list under plan `none` has no payer to deny anything.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.payer.edits.firing import fire
from cleanbill.payer.place import UNCOVERED_PLAN


def cover(lines: ir.Table, members: ir.Table, since: date) -> ir.Table:
    """Fires on lines placed under no plan; `members` has person_id, plan_id, start and end."""
    spans = members.group_by("person_id").aggregate(
        first_day=members.start.min(),
        last_day=members.end.max(),
        uninsured=(members.plan_id == UNCOVERED_PLAN).any(),
    )
    both = lines.left_join(spans, "person_id").drop("person_id_right")
    place = ibis.cases(
        ((both.plan_id != UNCOVERED_PLAN) | both.uninsured.fill_null(False), ibis.null("string")),
        (both.first_day.isnull(), "unknown_patient"),
        (both.service_date < both.first_day, "before_cover"),
        (both.service_date > both.last_day, "after_cover"),
        else_="lapse_in_cover",
    )
    return fire(both, place, since).drop("first_day", "last_day", "uninsured")

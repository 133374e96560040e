"""Timely filing: CO-29 where a claim came in after the plan's limit; law/us/timely_filing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.payer.edits.firing import fire, named

OTHERS = "others"  # the limit of a plan that has none of its own


def late(lines: ir.Table, since: date, *, months: Mapping[str, int]) -> ir.Table:
    """Fires on lines received later than `months` (by plan_id) after the day of service."""
    last = lines.service_date + ibis.interval(months=months[OTHERS])
    for name, count in months.items():
        if count != months[OTHERS]:
            last = ibis.ifelse(lines.plan_id == name, lines.service_date + ibis.interval(months=count), last)
    return fire(lines, named(lines.received_date > last.cast("date"), "late"), since)

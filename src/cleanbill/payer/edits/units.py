"""Unit limits (NCCI medically unlikely edits): CO-151.

Adjudication indicator 1 limits a line; 2 (absolute) and 3 (may be appealed)
limit a day: all lines of the code on that day are denied.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.payer.edits.firing import fire_on, standing
from cleanbill.payer.tables import KEY

DAY = ("plan_id", "person_id", "provider_id", "service_date", "code")


def units(lines: ir.Table, limits: ir.Table) -> ir.Table:
    """Fires by `limits` (unit_code, most, mai, unit_since, unit_until)."""
    both = standing(lines).inner_join(limits, lines.code == limits.unit_code)
    both = both.filter((both.service_date >= both.unit_since) & (both.service_date <= both.unit_until))
    both = both.mutate(of_day=both.units.sum().over(ibis.window(group_by=list(DAY))))
    rule = ibis.cases(
        ((both.mai == "1") & (both.units > both.most), "units_of_line"),
        ((both.mai != "1") & (both.of_day > both.most), "units_of_day"),
        else_=ibis.null("string"),
    )
    found = both.mutate(found_rule=rule)
    found = found.filter(found.found_rule.notnull())
    return fire_on(
        lines, found.group_by(*KEY).aggregate(found_rule=found.found_rule.min(), found_since=found.unit_since.min())
    )

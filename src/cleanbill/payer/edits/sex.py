"""Sex against code: CO-7."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.payer.edits.firing import KEY, fire_on, standing


def sex(lines: ir.Table, limits: ir.Table) -> ir.Table:
    """Fires on codes for another sex than the patient's in `limits` (code, only_sex or '', since, until)."""
    both = standing(lines).inner_join(limits, lines.code == limits.limited_code)
    other = (both.only_sex != "") & (both.sex != both.only_sex)
    found = both.filter(other & (both.service_date >= both.limit_since) & (both.service_date <= both.limit_until))
    found = found.group_by(*KEY).aggregate(found_since=found.limit_since.min()).mutate(found_rule=ibis.literal("sex"))
    return fire_on(lines, found)

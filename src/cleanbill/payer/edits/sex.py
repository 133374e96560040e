"""Sex against code: CO-7."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.payer.tables import KEY


def sex(lines: ir.Table, limits: ir.Table) -> ir.Table:
    """Keys of lines whose code in `limits` is for the other sex alone, with found_rule and found_since."""
    both = lines.inner_join(limits, lines.code == limits.limited_code)
    other = (both.only_sex != "") & (both.sex != both.only_sex)
    found = both.filter(other & (both.service_date >= both.limit_since) & (both.service_date <= both.limit_until))
    return found.group_by(*KEY).aggregate(found_since=found.limit_since.min()).mutate(found_rule=ibis.literal("sex"))

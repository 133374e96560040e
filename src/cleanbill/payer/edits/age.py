"""Age against code: CO-6. Ages are in whole years on the day of service."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.payer.tables import KEY


def age(lines: ir.Table, limits: ir.Table) -> ir.Table:
    """Keys of lines of an age outside min_age to max_age of their code in `limits`, with found_rule and found_since."""
    both = lines.inner_join(limits, lines.code == limits.limited_code)
    born, day = both.birth_date, both.service_date
    not_yet = (day.month() < born.month()) | ((day.month() == born.month()) & (day.day() < born.day()))
    years = day.year() - born.year() - not_yet.cast("int32")
    outside = (years < both.min_age) | (years > both.max_age)
    found = both.filter(outside & (day >= both.limit_since) & (day <= both.limit_until))
    return found.group_by(*KEY).aggregate(found_since=found.limit_since.min()).mutate(found_rule=ibis.literal("age"))

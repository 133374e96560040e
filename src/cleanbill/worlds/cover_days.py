"""Cover for every day of a user's claims: assigned by rule, or the user's own with its gaps made plain."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import Gap
from cleanbill.people import assign_cover
from cleanbill.people.enrolment import whole


def assigned(con: Any, person: ir.Table, lines: ir.Table, *, today: date, seed: int) -> ir.Table:
    """Cover by rule, as of this year, over all days of the claims, for each from birth."""
    year = date(today.year, 1, 1), date(today.year, 12, 31)
    rows = ibis.memtable(assign_cover(con.to_pyarrow(person), seed=seed, start=year[0], end=year[1]))
    first, last = _years(con, lines)
    start, end = min(year[0], first), max(year[1], last)
    born = person.select("person_id", "birth_date")
    dated = rows.inner_join(born, "person_id")
    since = ibis.least(ibis.greatest(dated.birth_date, ibis.literal(start)), ibis.literal(end))
    return dated.mutate(start=since, end=ibis.literal(end)).drop("birth_date")


def every_day(con: Any, person: ir.Table, cover: ir.Table, lines: ir.Table) -> tuple[ir.Table, tuple[Gap, ...]]:
    """The user's cover with plan `none` on each day without any, from the first year of claims to the last."""
    first, last = _years(con, lines)
    filled = whole(person, cover, start=first, end=last)
    counts = con.to_pyarrow(filled.counts()).to_pylist()[0]
    if not counts["days"]:
        return cover, ()
    lacks = f"cover of {counts['people']:,} people on {counts['days']:,} days"
    return filled.cover, (Gap(lacks, "they have none on those days: plan `none`, which pays nothing", counts["spans"]),)


def _years(con: Any, lines: ir.Table) -> tuple[date, date]:
    """The first day of the first year of the claims, and the last of the last."""
    days = lines.aggregate(first=lines.service_date.min(), last=lines.service_date.max())
    found = con.to_pyarrow(days).to_pylist()[0]
    return date(found["first"].year, 1, 1), date(found["last"].year, 12, 31)

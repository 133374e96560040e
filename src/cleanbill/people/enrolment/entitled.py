"""The days on which each person must be covered: alive, and living or working enough in the state.

In: `person` (or `Life`), `event` or None, the rules and the days looked at.
Out: spans that neither overlap nor touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.people.enrolment.residence import OPEN, residence
from cleanbill.people.enrolment.rules import Rule, check_span
from cleanbill.people.enrolment.spans import COLUMNS, cut, joined
from cleanbill.people.enrolment.tables import Event
from cleanbill.people.enrolment.work import work


def entitled(
    person: ir.Table, events: ir.Table | None, held: Sequence[Rule], *, start: date, end: date, working: bool = True
) -> ir.Table:
    """person_id, start, end (dates, both included), by_residence, by_work (int64, 1 where the span rests on it).

    Without events everyone lives where their county says, from birth to `end`.
    `working` False leaves work out: the days that residents alone have.
    Raises CleanbillError where `end` is before `start` or the law has no rule yet.
    """
    check_span(held, start, end)
    happened = happened_to(person, events)
    alive = lives(person, happened)
    found = residence(alive, happened, held)
    if working:
        found = found.union(work(happened, held))
    owned = found.inner_join(alive.select("person_id", "birth_date", "last_day"), "person_id")
    within = cut(cut(owned, owned.birth_date, owned.last_day), ibis.literal(start), ibis.literal(end))
    return joined(within.select(*COLUMNS))


def lives(person: ir.Table, events: ir.Table) -> ir.Table:
    """person_id, birth_date, county_fips and last_day: of death, or one that is far off."""
    deaths = events.filter(events.kind == "death")
    died = deaths.group_by("person_id").aggregate(died=deaths.on.min())
    all_lives = person.select("person_id", "birth_date", "county_fips").left_join(died, "person_id")
    return all_lives.select(
        "person_id", "birth_date", "county_fips", last_day=ibis.coalesce(all_lives.died, ibis.literal(OPEN))
    )


def happened_to(person: ir.Table, events: ir.Table | None) -> ir.Table:
    """`events`, or a table of events with no row on the engine of `person`."""
    if events is not None:
        return events.select(*ibis_schema(Event).names)
    columns = {name: ibis.null(kind) for name, kind in ibis_schema(Event).items() if name != "person_id"}
    return person.filter(ibis.literal(value=False)).select("person_id", **columns)

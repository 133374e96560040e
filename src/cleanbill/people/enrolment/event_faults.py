"""What is wrong with a table of events, seen beside the people they happen to."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import Finding
from cleanbill.engine import faulty_rows

REMEDY_PERSON = "Add the person to the people, or take the row out."


def event_faults(person: ir.Table, events: ir.Table, *, file: str = "events") -> list[Finding]:
    """Findings; rows are given where `events` is from `engine.read_numbered`.

    Unknown people, days before birth or after death, a birth on another day
    than the person's, a second death, and work begun without its hours.
    """
    deaths = events.filter(events.kind == "death")
    died = deaths.group_by("person_id").aggregate(died=deaths.on.min())
    beside = events.inner_join(person.select("person_id", "birth_date"), "person_id").left_join(died, "person_id")
    born_elsewhen = (beside.kind == "birth") & (beside.on != beside.birth_date)
    found = [
        (events.anti_join(person, "person_id"), "person_id", "is not in the table of people", REMEDY_PERSON),
        (beside.filter(born_elsewhen), "on", "is a birth on another day than birth_date", "Make the two days one."),
        (
            beside.filter((beside.on < beside.birth_date) & (beside.kind != "birth")),
            "on",
            "is before the person's birth",
            "Look at the day, and at birth_date in the table of people.",
        ),
        (
            beside.filter(ibis.coalesce(beside.on > beside.died, ibis.literal(value=False))),
            "on",
            "is after the person's death",
            "Look at both days; a person dies once, and nothing happens to them after.",
        ),
        (
            events.filter((events.kind == "started_work") & events.hours.isnull()),
            "hours",
            "is empty where work starts",
            "Give the hours a week worked there from that day, in all jobs.",
        ),
    ]
    return [
        finding
        for rows, column, problem, remedy in found
        for finding in faulty_rows(rows, file, column, problem, remedy)
    ]

"""Reads files of people, cover and events, and proves that each has exactly one cover on every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_all, read_numbered, read_table
from cleanbill.people.enrolment.enrolling import Proof, proof, prove
from cleanbill.people.enrolment.entitlement import Event, GivenCover, Life

# What is wrong with a table of events, seen beside the people they happen to.


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


LIFE_OPTIONAL = {"county_fips": None}  # what a file need not have -> what stands for it
EVENT_OPTIONAL = {"hours": None, "place": None}


@dataclass(frozen=True, slots=True)
class EnrolmentCheck:
    """The days that were looked at, and what was counted on them."""

    start: date
    end: date
    proof: Proof


def check_files(
    con: Any,
    people: Path,
    cover: Path,
    events: Path | None = None,
    *,
    start: date | None = None,
    end: date | None = None,
    working: bool = True,
) -> EnrolmentCheck:
    """The proof for CSV or Parquet files; days not given are the first and last of the cover.

    Raises BadInput with all findings where a file cannot be read or an event
    cannot be, and CleanbillError where the days run backwards.
    """
    person, given, happened = read_all(
        lambda: read_table(con, people, Life, optional=LIFE_OPTIONAL),
        lambda: read_table(con, cover, GivenCover),
        lambda: _events(con, events),
    )
    if happened is not None and events is not None:
        findings = event_faults(person, happened, file=events.name)
        if findings:
            raise BadInput(findings)
        happened = happened.drop(SOURCE_ROW)
    first, last = _ends(con, given)
    start, end = start or first, end or last
    row = con.to_pyarrow(prove(person, given, happened, start=start, end=end, working=working)).to_pylist()[0]
    return EnrolmentCheck(start, end, proof(row))


def _events(con: Any, path: Path | None) -> ir.Table | None:
    return None if path is None else read_numbered(con, path, Event, optional=EVENT_OPTIONAL)


def _ends(con: Any, cover: ir.Table) -> tuple[date, date]:
    ends = con.to_pyarrow(cover.aggregate(first=cover.start.min(), last=cover.end.max())).to_pylist()[0]
    return ends["first"], ends["last"]

"""Reads files of people, cover and events, and proves that each has exactly one cover on every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import BadInput
from cleanbill.engine import SOURCE_ROW, read_numbered, read_table, together
from cleanbill.people.enrolment.event_faults import event_faults
from cleanbill.people.enrolment.proof import Proof, proof, prove
from cleanbill.people.enrolment.tables import Event, GivenCover, Life

LIFE_OPTIONAL = {"county_fips": None}  # what a file need not have -> what stands for it
EVENT_OPTIONAL = {"hours": None, "place": None}


@dataclass(frozen=True, slots=True)
class Checked:
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
) -> Checked:
    """The proof for CSV or Parquet files; days not given are the first and last of the cover.

    Raises BadInput with all findings where a file cannot be read or an event
    cannot be, and CleanbillError where the days run backwards.
    """
    person, given, happened = together(
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
    return Checked(start, end, proof(row))


def _events(con: Any, path: Path | None) -> ir.Table | None:
    return None if path is None else read_numbered(con, path, Event, optional=EVENT_OPTIONAL)


def _ends(con: Any, cover: ir.Table) -> tuple[date, date]:
    ends = con.to_pyarrow(cover.aggregate(first=cover.start.min(), last=cover.end.max())).to_pylist()[0]
    return ends["first"], ends["last"]

"""A user's own tables of people, claims and perhaps cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care import read_claims
from cleanbill.core.errors import BadInput
from cleanbill.core.findings import Finding
from cleanbill.core.gap import Gap
from cleanbill.engine import write_parquet
from cleanbill.payer import plan_ids
from cleanbill.people import Cover, Person, assign_cover, read_cover, read_people
from cleanbill.worlds.parts import cut, face, write_parts
from cleanbill.worlds.source import Intake, Progress


@dataclass(frozen=True, slots=True)
class Tables:
    """Files of residents and claim lines, and of cover where there is one."""

    people: Path
    claims: Path
    cover: Path | None = None

    def intake(self, con: Any, folder: Path, *, today: date, seed: int, progress: Progress) -> Intake:
        """See `Source.intake`."""
        progress("reading", 0, 1)
        person, cover, lines = self._read(con)
        progress("reading", 1, 1)
        write_parquet(con, person, folder / "person.parquet", schema=Person)
        person = con.read_parquet(folder / "person.parquet")
        gaps = _gaps(lines)
        if cover is None:
            cover = _assigned(con, person, lines, today=today, seed=seed)
            says = "assigned by rule so that published Massachusetts shares are met (people/cover)"
            gaps = (*gaps, Gap("a table of cover", says, int(person.count().execute())))
        write_parquet(con, cover, folder / "cover.parquet", schema=Cover)
        part = cut(con, person)
        count, charge = face(lines)
        return Intake(
            kind="tables",
            says=f"{self.people.name} and {self.claims.name}, as they were given.",
            person=person,
            cover=con.read_parquet(folder / "cover.parquet"),
            part=part,
            claim_parts=write_parts(con, lines, part, folder, progress),
            lines_in=count,
            charge_in_cents=charge,
            gaps=gaps,
        )

    def _read(self, con: Any) -> tuple[ir.Table, ir.Table | None, ir.Table]:
        """The three tables, or BadInput with the findings of all three files."""
        found: list[Finding] = []
        person = _or_note(found, lambda: read_people(con, self.people))
        given = self.cover
        cover = None if given is None else _or_note(found, lambda: read_cover(con, given, plan_ids(), person=person))
        lines = _or_note(found, lambda: read_claims(con, self.claims, person=person))
        if found or person is None or lines is None:
            raise BadInput(found)
        return person, cover, lines


def _or_note(found: list[Finding], read: Callable[[], ir.Table]) -> ir.Table | None:
    try:
        return read()
    except BadInput as bad:
        found.extend(bad.findings)
        return None


def _assigned(con: Any, person: ir.Table, lines: ir.Table, *, today: date, seed: int) -> ir.Table:
    """Cover by rule, as of this year, over all days of the claims."""
    first, last = lines.service_date.min().execute(), lines.service_date.max().execute()
    year = date(today.year, 1, 1), date(today.year, 12, 31)
    rows = assign_cover(con.to_pyarrow(person), seed=seed, start=year[0], end=year[1])
    start = min(year[0], date(first.year, 1, 1))
    end = max(year[1], date(last.year, 12, 31))
    return ibis.memtable(rows).mutate(start=ibis.literal(start), end=ibis.literal(end))


def _gaps(lines: ir.Table) -> tuple[Gap, ...]:
    """Years before the plans' own are settled under the plans' terms all the same."""
    first = lines.service_date.year().min().execute()
    last = lines.service_date.year().max().execute()
    if first == last:
        return ()
    years = f"{first} to {last}"
    return (Gap("one plan year", f"care of {years} is settled under the plan terms of one year", _count(lines)),)


def _count(lines: ir.Table) -> int:
    return int(lines.count().execute())

"""Intake of a user's own tables of people, claims and perhaps coverage, and of a folder of Synthea CSV files.

In: files. Out: an `Intake`: person, cover and claim parts in the run's folder, with what was set aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.care import Provider, read_claims, read_synthea
from cleanbill.core.errors import BadInput, Finding, Gap
from cleanbill.engine import or_noted, write_parquet
from cleanbill.payer import plan_ids
from cleanbill.people import Cover, Person, read_cover, read_people
from cleanbill.worlds.settle import assigned, every_day
from cleanbill.worlds.sources import Intake, Progress, cut, face, write_parts

# A folder of Synthea CSV files.


@dataclass(frozen=True, slots=True)
class Synthea:
    """A folder as Synthea's CSV exporter writes it."""

    folder: Path

    @property
    def reads(self) -> tuple[Path, ...]:
        """See `Source.reads`."""
        return (self.folder,)

    def intake(self, con: Any, folder: Path, *, today: date, seed: int, progress: Progress) -> Intake:
        """See `Source.intake`. `today` and `seed` are not used: everything is in the files."""
        progress("reading", 0, 1)
        came = read_synthea(con, self.folder)
        progress("reading", 1, 1)
        write_parquet(con, came.person, folder / "person.parquet", schema=Person)
        write_parquet(con, came.cover, folder / "cover.parquet", schema=Cover)
        write_parquet(con, came.provider, folder / "provider.parquet", schema=Provider)
        part = cut(con, came.person)
        lines, _ = face(came.claim_line)
        aside = lines_aside(came)
        return Intake(
            kind="synthea",
            says=f"Synthetic patients of a Synthea folder, {lines:,} charges.",
            person=con.read_parquet(folder / "person.parquet"),
            cover=con.read_parquet(folder / "cover.parquet"),
            part=part,
            claim_parts=write_parts(con, came.claim_line, part, folder, progress),
            lines_in=lines + aside,
            charge_in_cents=came.counts.charge_cents,
            gaps=came.gaps,
            lines_set_aside=aside,
            charge_set_aside_cents=came.counts.aside_cents,
        )


def lines_aside(came: Any) -> int:
    """Charge lines that were not used, over all reasons."""
    transactions = next(file for file in came.counts.files if file.file == "claims_transactions.csv")
    return sum(part.rows for part in transactions.aside if part.reason.startswith("charges:"))


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
        if cover is None:
            cover = assigned(con, person, lines, today=today, seed=seed)
            says = "assigned by rule so that published Massachusetts shares are met (people/cover)"
            gaps: tuple[Gap, ...] = (Gap("a table of cover", says, int(person.count().execute())),)
        else:
            cover, gaps = every_day(con, person, cover, lines)
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

    @property
    def reads(self) -> tuple[Path, ...]:
        """See `Source.reads`."""
        return tuple(path for path in (self.people, self.claims, self.cover) if path is not None)

    def _read(self, con: Any) -> tuple[ir.Table, ir.Table | None, ir.Table]:
        """The three tables, or BadInput with the findings of all three files."""
        found: list[Finding] = []
        person = or_noted(found, lambda: read_people(con, self.people))
        given = self.cover
        cover = None if given is None else or_noted(found, lambda: read_cover(con, given, plan_ids(), person=person))
        lines = or_noted(found, lambda: read_claims(con, self.claims, person=person))
        if found or person is None or lines is None:
            raise BadInput(found)
        return person, cover, lines

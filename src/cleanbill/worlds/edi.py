"""Intake of a folder of 837 files, or of FHIR files: people, coverage and claims all come out of the claims.

Out: an `Intake`. Claims that are pended, rejected or superseded are set aside and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care import (
    STATUS,
    ClaimHeader,
    Kind,
    OtherPayer,
    ServiceLine,
    Taken,
    claim_lines,
    claim_people,
    claim_plans,
    claims_kind,
    superseded,
    take_in,
)
from cleanbill.core.errors import BadInput, Finding, Gap
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import write_parquet
from cleanbill.people import Cover, Person, assign_cover
from cleanbill.worlds.sources import Intake, Progress, cut, face, write_parts

KINDS: dict[str, Kind] = {"x12": "X12 837", "fhir": "FHIR R4"}
LEFT_ASIDE = "what other payers paid on lines is left aside: each is settled under one plan"
NONE_TO_SETTLE = "Run: cleanbill claims read FOLDER --out claims. It lists what is wrong with each claim."


@dataclass(frozen=True, slots=True)
class ClaimFiles:
    """A folder of claims, or one file; `kind` is x12 or fhir. What is pended or rejected is set aside."""

    folder: Path
    kind: str

    @property
    def reads(self) -> tuple[Path, ...]:
        """See `Source.reads`."""
        return (self.folder,)

    def intake(self, con: Any, folder: Path, *, today: date, seed: int, progress: Progress) -> Intake:
        """See `Source.intake`. Raises BadInput where no claim can be settled."""
        of_kind, strangers = _files(self.folder, self.kind)
        taken = take_in(of_kind, progress=progress)
        came = _came(con, taken, len(strangers))
        person = con.create_table("edi_person", claim_people(came.header, taken.people), temp=True)
        lines = con.create_table("edi_lines", _lines(came.header, came.submitted, person), temp=True)
        count, charge = face(lines)
        if not count:
            problem = "holds no claim that can be settled"
            raise BadInput([*taken.findings, Finding(self.folder.name, None, None, problem, NONE_TO_SETTLE)])
        person = person.semi_join(lines, "person_id")
        cover = _cover(con, person, lines, claim_plans(came.header, came.other), today=today, seed=seed)
        write_parquet(con, person, folder / "person.parquet", schema=Person)
        write_parquet(con, cover, folder / "cover.parquet", schema=Cover)
        part = cut(con, person)
        every, asked = face(came.submitted)
        return Intake(
            kind=self.kind,
            says=f"Claims of {len(taken.files):,} {self.kind} files, {every:,} lines.",
            person=con.read_parquet(folder / "person.parquet"),
            cover=con.read_parquet(folder / "cover.parquet"),
            part=part,
            claim_parts=write_parts(con, lines, part, folder, progress),
            lines_in=every,
            charge_in_cents=asked,
            gaps=_gaps(came, lines, person),
            lines_set_aside=every - count,
            charge_set_aside_cents=asked - charge,
        )


@dataclass(frozen=True, slots=True)
class _Came:
    """The claim tables in the engine, and how many files were of another kind."""

    header: ir.Table
    submitted: ir.Table
    other: ir.Table
    strangers: int


def _came(con: Any, taken: Taken, strangers: int) -> _Came:
    tables = taken.tables()
    header, submitted, other = (
        con.create_table(ibis.util.gen_name("cleanbill_edi"), tables[table], temp=True)
        for table in (ClaimHeader, ServiceLine, OtherPayer)
    )
    return _Came(header, submitted, other, strangers)


def _files(folder: Path, kind: str) -> tuple[list[Path], list[Path]]:
    """The files below the folder that are of that kind, and those that are not; a file stands for itself."""
    if not folder.exists():
        raise BadInput([Finding(folder.name, None, None, "there is no such folder", "Name a folder of claims files.")])
    every = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    of_kind = [path for path in every if claims_kind(path) == KINDS[kind]]
    return of_kind, [path for path in every if path not in set(of_kind)]


def _lines(header: ir.Table, submitted: ir.Table, person: ir.Table) -> ir.Table:
    """Lines that can be followed: not superseded, and of a person who was born by then."""
    lines = claim_lines(header, submitted).anti_join(superseded(header), "claim_id")
    born = lines.inner_join(person.select("person_id", "birth_date"), "person_id")
    return born.filter(born.service_date >= born.birth_date).drop("birth_date")


def _cover(con: Any, person: ir.Table, lines: ir.Table, plans: ir.Table, *, today: date, seed: int) -> ir.Table:
    """As the claims say, and by rule where they do not; over all days of the claims and of this year."""
    first, last = lines.service_date.min().execute(), lines.service_date.max().execute()
    start = ibis.literal(date(min(first.year, today.year), 1, 1))
    end = ibis.literal(date(max(last.year, today.year), 12, 31))
    year = date(today.year, 1, 1), date(today.year, 12, 31)
    ruled = con.create_table(
        "edi_ruled", assign_cover(con.to_pyarrow(person), seed=seed, start=year[0], end=year[1]), temp=True
    )
    stated = person.select("person_id").inner_join(plans, "person_id").mutate(rule=ibis.literal("claims (SBR09)"))
    rest = ruled.select("person_id", "plan_id", "rule").anti_join(stated, "person_id")
    return stated.union(rest.select(stated.columns)).mutate(start=start, end=end).select(*ibis_schema(Cover))


def _gaps(came: _Came, lines: ir.Table, person: ir.Table) -> tuple[Gap, ...]:
    """What claims do not say, and what was not followed."""
    people, count = _rows(person), _rows(lines)
    by_status = came.submitted.inner_join(came.header.select("claim_id", "status"), "claim_id")
    rows_by_status = {status: _rows(by_status.filter(by_status.status == status)) for status in STATUS}
    corrected = "voids, claims that were corrected, and patients without a birth date"
    gaps = (
        Gap("no income or households", "each patient is alone, with the state's median income (assumed)", people),
        Gap("no prices", "the fee is worked out from the charge (law us/charge_to_fee, an assumption)", count),
        Gap("plan terms of each year", "the plans' terms of one year are applied to all years", count),
        Gap("an order among payers", LEFT_ASIDE, _rows(came.other.filter(came.other.line > 0))),
        Gap("claims that are pended", "their lines are set aside", rows_by_status["pended"]),
        Gap("claims that are rejected", "their lines are set aside", rows_by_status["rejected"]),
        Gap(corrected, "their lines are set aside", rows_by_status["accepted"] - count),
        Gap("files that are not of this kind", "set aside", came.strangers),
    )
    return tuple(gap for gap in gaps if gap.rows)


def _rows(table: ir.Table) -> int:
    return int(table.count().execute())

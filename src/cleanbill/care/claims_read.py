"""Reads others' claims files, X12 837 or FHIR, into a folder of claim tables.

Files in (`take_in`), each claim counted once as accepted, pended or rejected; the folder of an earlier run with both
comes out, whole or not at all (`read_claims_into`). `person`, `cover` and `claim_line`, which a payer settles, are
worked out from the claim tables.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill.care.claim_rows import ROWS, ClaimRows, Count, ReadClaim, arrow
from cleanbill.care.claim_tables import (
    STATUS,
    ClaimFinding,
    ClaimHeader,
    ClaimsAside,
    ClaimSeen,
    ClaimsFile,
    OtherPayer,
    OtherPayerAdjustment,
    ServiceLine,
)
from cleanbill.care.fhir import read_fhir
from cleanbill.care.generator import data_file
from cleanbill.care.submitted import plain_lines, submitted_lines
from cleanbill.care.tables import ClaimLine, SubmittedLine
from cleanbill.care.x837 import read_x12
from cleanbill.core.errors import BadInput, BrokenLaw, Finding
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.engine import connect, staged, write_parquet

# The people that claims name, and the plan that their claims say they are under.
#
# Claim tables in, tables `person` and `cover` out. Claims say nothing of income
# or household: each patient is a household of one with the state's median income
# (care/data/synthea.yaml, an assumption). Plans follow SBR09 (care/data/filing.yaml).


Born = Mapping[str, tuple[date | None, str | None]]  # person_id -> date of birth and sex


def claim_people(header: ir.Table, born: Born) -> ir.Table:
    """Table `person`: patients of accepted claims whose date of birth the claims, or `born`, tell."""
    rows = [{"person_id": who, "told_birth": birth, "told_sex": sex} for who, (birth, sex) in born.items()]
    kinds = pa.schema([("person_id", pa.string()), ("told_birth", pa.date32()), ("told_sex", pa.string())])
    known = ibis.memtable(pa.Table.from_pylist(rows, schema=kinds))
    named = header.filter(header.status == "accepted").group_by("person_id")
    both = named.aggregate(birth=header.birth_date.min(), sex=header.sex.min()).left_join(known, "person_id")
    income = ibis.literal(data_file("synthea")["income"]["household_cents"], "int64")
    sex = both.sex.coalesce(both.told_sex)
    people = both.select(
        person_id=both.person_id,
        household_id=both.person_id,
        family_id=both.person_id,
        birth_date=both.birth.coalesce(both.told_birth),
        sex=ibis.ifelse(sex == "M", "M", "F"),
        county_fips=ibis.null("string"),
        wages_cents=ibis.literal(0, "int64"),
        self_employment_cents=ibis.literal(0, "int64"),
        other_income_cents=income,
        income_cents=income,
    )
    return people.filter(people.birth_date.notnull())


def claim_plans(header: ir.Table, other_payer: ir.Table) -> ir.Table:
    """person_id and plan_id of each person whose claims name a kind of payer that is known."""
    accepted = header.filter(header.status == "accepted")
    others = other_payer.join(accepted.select("claim_id", "person_id"), "claim_id").filter(other_payer.line == 0)
    codes = accepted.select("person_id", "filing_code").union(others.select("person_id", "filing_code"))
    words = data_file("filing")
    kinds = {kind for parts, _ in words["plan"] for kind in parts}
    has = {
        kind: codes.filing_code.isin([code for code, named in words["code"].items() if named == kind])
        .fill_null(False)
        .any()
        for kind in sorted(kinds)
    }
    people = codes.group_by("person_id").aggregate(**has)
    cases = [(_all(people, parts), ibis.literal(plan)) for parts, plan in words["plan"]]
    plans = people.select("person_id", plan_id=ibis.cases(*cases, else_=ibis.null("string")))
    return plans.filter(plans.plan_id.notnull())


def superseded(header: ir.Table) -> ir.Table:
    """claim_id of accepted originals that a replacement or void of the same provider, patient and number follows."""
    key = ["person_id", "billing_npi", "patient_control_number"]
    accepted = header.filter(header.status == "accepted")
    later = accepted.filter(accepted.action != "original").select(key).distinct()
    return accepted.filter(accepted.action == "original").semi_join(later, key).select("claim_id")


def _all(people: ir.Table, kinds: list[str]) -> ir.BooleanValue:
    together = people[kinds[0]]
    for kind in kinds[1:]:
        together &= people[kind]
    return together


# Which kind of claims file a path is: by its first bytes, whatever its name.


Kind = Literal["X12 837", "FHIR R4"]
LOOK_BYTES = 4096


def claims_kind(path: Path) -> Kind | Finding:
    """X12 or FHIR, or a finding that says why it is neither."""
    try:
        with path.open("rb") as file:
            head = file.read(LOOK_BYTES)
    except OSError as refused:
        return Finding(path.name, None, None, f"cannot be read ({refused.strerror})", "Check the path and permissions.")
    text = head.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\x00")
    if text[:1] in (b"{", b"["):
        return "FHIR R4"
    if b"ISA" in text[:600] or text[:3] in (b"GS*", b"ST*"):
        return "X12 837"
    problem = "is empty" if not text else "is neither X12 (it has no ISA) nor FHIR (it does not begin with {)"
    return Finding(path.name, None, None, problem, "Name 837 files, or FHIR Claims as JSON or NDJSON.")


# Claims in: files of others in, each claim counted once as accepted, pended or rejected, and none twice.
#
# Files and the registry of claims seen before go in; the claim tables
# (care/claim_tables.py), one row for each file, and findings come out. The law
# claims in = accepted + pended + rejected, and so their charges to the cent, is
# checked against a count of the raw file.


READERS: Mapping[Kind, Callable[..., Iterator[ReadClaim]]] = {"X12 837": read_x12, "FHIR R4": read_fhir}
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Taken:
    """What came in: new rows of the claim tables, a row for each file, findings, what is no claim,
    the birth and sex of FHIR's Patients, and which claims were seen.
    """

    rows: ClaimRows = field(default_factory=ClaimRows)
    files: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    aside: list[dict[str, Any]] = field(default_factory=list)
    people: dict[str, tuple[date | None, str | None]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    def tables(self) -> dict[type[Table], pa.Table]:
        """Table class -> new rows, as Arrow."""
        return self.rows.tables()


def take_in(paths: Iterable[Path], *, seen: Mapping[str, str] | None = None, progress: Progress | None = None) -> Taken:
    """Reads the files in order. `seen` is claim_id -> status of every claim that came in earlier.

    A claim that was seen before is counted under its status and adds no row.
    A file that is neither X12 nor FHIR is a finding. Raises BrokenLaw where
    the claims read are not those in the file.
    """
    taken = Taken(seen=dict(seen or {}))
    every = list(paths)
    for done, path in enumerate(every):
        if progress is not None:
            progress("reading", done, len(every))
        kind = claims_kind(path)
        if isinstance(kind, Finding):
            taken.findings.append(kind)
        else:
            _take_file(path, kind, taken)
    return taken


def _take_file(path: Path, kind: Kind, taken: Taken) -> None:
    count, found, of_claims = Count(), list[Finding](), list[Finding]()
    tally: dict[str, Any] = {"file": path.name, "sha256": _sha256(path), "kind": kind, "seen_before": 0}
    tally |= {name: 0 for status in STATUS for name in (status, f"{status}_cents")}
    for claim in READERS[kind](path, file=path.name, findings=found, count=count):
        _take_claim(claim, path.name, tally, taken)
        of_claims += claim.notes.findings
    tally |= {"segments": count.places, "claims": count.claims, "charge_cents": count.charge_cents}
    _check(tally)
    taken.people |= count.people
    taken.files.append(tally)
    reason = "it is neither a Claim nor an ExplanationOfBenefit"
    taken.aside += [{"file": path.name, "what": what, "count": n, "reason": reason} for what, n in count.aside.items()]
    taken.findings += sorted([*found, *of_claims], key=lambda finding: finding.row or 0)


def _take_claim(claim: ReadClaim, file: str, tally: dict[str, Any], taken: Taken) -> None:
    claim_id = claim.claim_id
    status, reason = claim.notes.verdict()
    if claim_id in taken.seen:
        status = taken.seen[claim_id]
        tally["seen_before"] += 1
    else:
        taken.seen[claim_id] = status
        taken.rows.add(claim, claim_id, file, status, reason)
    tally[status] += 1
    tally[f"{status}_cents"] += claim.header["charge_cents"] or 0


def _check(tally: Mapping[str, Any]) -> None:
    read = sum(tally[status] for status in STATUS), sum(tally[f"{status}_cents"] for status in STATUS)
    if read != (tally["claims"], tally["charge_cents"]):
        problem = f"holds {tally['claims']} claims of {tally['charge_cents']} cents, {read[0]} of {read[1]} were read"
        raise BrokenLaw(f"{tally['file']} {problem}. Do not use this result.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


KEPT: tuple[type[Table], ...] = (*ROWS, ClaimsFile, ClaimsAside, ClaimFinding)
FILES: dict[type[Table], str] = {
    **{table: re.sub(r"(?<!^)(?=[A-Z])", "_", table.__name__).lower() for table in KEPT},
    SubmittedLine: "claim_line",
}
NAMES = frozenset(f"{name}.parquet" for name in FILES.values())


NAME_FILES = "Name 837 files, FHIR files, or a folder that holds some."


def read_claims_into(paths: Sequence[Path], out: Path, *, progress: Progress | None = None) -> Taken:
    """Takes `paths` in and adds them to the folder `out`, which is made where there is none.

    Claims that `out` holds already are counted and change nothing: the same
    files give the same bytes. Raises BadInput where something else stands at
    `out` or no file is of claims, and BrokenLaw where claims do not add up.
    """
    with staged(out, names=NAMES) as folder:
        taken = take_in(paths, seen=seen_in(out), progress=progress)
        if not taken.files:
            raise BadInput(taken.findings or [Finding(str(out), None, None, "there is no file to read", NAME_FILES)])
        con = connect(scratch=folder.parent)
        try:
            _write(con, taken, out, folder)
        finally:
            con.disconnect()
    return taken


def seen_in(out: Path) -> dict[str, str]:
    """claim_id -> status of every claim that the folder holds; empty where there is no folder."""
    path = out / f"{FILES[ClaimSeen]}.parquet"
    if not path.is_file():
        return {}
    rows = pq.read_table(path, columns=["claim_id", "status"])
    return dict(zip(rows["claim_id"].to_pylist(), rows["status"].to_pylist(), strict=True))


def claim_lines(header: ir.Table, submitted: ir.Table) -> ir.Table:
    """Table `claim_line`: the lines of accepted claims that ask for money, which a void does not."""
    return plain_lines(header.filter(header.action != "void"), submitted).select(*ibis_schema(ClaimLine))


def _write(con: Any, taken: Taken, earlier: Path, folder: Path) -> None:
    new = taken.tables()
    rows_of = {ClaimsFile: taken.files, ClaimsAside: taken.aside, ClaimFinding: _finding_rows(taken)}
    new |= {table: arrow(table, _once(rows, table)) for table, rows in rows_of.items()}
    for table, rows in new.items():
        both = _added(con, earlier / f"{FILES[table]}.parquet", rows, table)
        write_parquet(con, both, folder / f"{FILES[table]}.parquet", schema=table)
    tables = (ClaimHeader, ServiceLine, OtherPayer, OtherPayerAdjustment)
    lines = submitted_lines(*(con.read_parquet(folder / f"{FILES[table]}.parquet") for table in tables))
    write_parquet(con, lines, folder / f"{FILES[SubmittedLine]}.parquet", schema=SubmittedLine)


def _added(con: Any, earlier: Path, rows: pa.Table, table: type[Table]) -> ir.Table:
    """Earlier rows and those of `rows` whose key they do not hold."""
    new: ir.Table = con.create_table(ibis.util.gen_name("cleanbill_new"), rows, temp=True)
    key = list(table.__key__)
    if not earlier.is_file():
        return new
    earlier_rows = con.read_parquet(earlier)
    kinds = ibis_schema(table)
    earlier_rows = earlier_rows.mutate(
        **{name: ibis.null(kinds[name]) for name in kinds if name not in earlier_rows.columns}
    )
    return earlier_rows.union(new.anti_join(earlier_rows, key).select(*earlier_rows.columns))


def _once(rows: list[dict[str, Any]], table: type[Table]) -> list[dict[str, Any]]:
    """The first row of each key: a file may be named twice in one run."""
    by_key: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        by_key.setdefault(tuple(row[name] for name in table.__key__), row)
    return list(by_key.values())


def _finding_rows(taken: Taken) -> list[dict[str, Any]]:
    return [
        {"file": f.file, "segment": f.row or 0, "place": f.column or "", "problem": f.problem, "remedy": f.remedy}
        for f in taken.findings
    ]

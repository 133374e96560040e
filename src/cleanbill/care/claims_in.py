"""Claims in: files of others in, each claim counted once as accepted, pended or rejected, and none twice.

Files and the registry of claims seen before go in; the claim tables
(care/claim_tables.py), one row for each file, and findings come out. The law
claims in = accepted + pended + rejected, and so their charges to the cent, is
checked against a count of the raw file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleanbill.care.claim_rows import ClaimRows, Count, ReadClaim
from cleanbill.care.claim_tables import STATUS
from cleanbill.care.claims_kind import Kind, claims_kind
from cleanbill.care.fhir import read_fhir
from cleanbill.care.x12 import read_x12
from cleanbill.core.errors import BrokenLaw, Finding
from cleanbill.core.tables import Table

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

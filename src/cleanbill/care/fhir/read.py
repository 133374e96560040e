"""Reads a FHIR file: every Claim and ExplanationOfBenefit with its codes and status, all else counted and set aside."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from cleanbill.care.claim_rows import Count, Notes, ReadClaim
from cleanbill.care.claim_tables import ClaimAdjudication, ClaimCode, OtherPayer, ServiceLine
from cleanbill.care.fhir.claim import (
    EOB,
    EntryFinding,
    at,
    code,
    coded,
    day,
    each,
    has_total,
    header_row,
    resources,
    text,
    total_cents,
)
from cleanbill.care.fhir.items import adjudication_rows, item_cents, line_rows, other_insurance
from cleanbill.core.errors import Finding

# Diagnoses and procedures of a Claim or ExplanationOfBenefit.


KINDS = {
    "principal": "principal",
    "admitting": "admitting",
    "patientreasonforvisit": "reason",
    "externalcauseofinjury": "external",
}


def code_rows(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of `claim_code` without claim_id; a diagnosis is pointed to by its sequence.

    Where none is called principal, the first of the sequence is, as FHIR R4 has it for a claim's first diagnosis.
    """
    rows: list[dict[str, Any]] = []
    for entry in each(resource, "diagnosis"):
        found = coded(entry.get("diagnosisCodeableConcept"))
        if found is None:
            continue
        qualifier = next((word for kind in each(entry, "type") if (word := code(kind))), "")
        rows.append(
            _row(found, KINDS.get(qualifier, "other"), qualifier)
            | {"pointer": _number(entry.get("sequence")), "present_on_admission": _present(entry)}
        )
    if rows and not any(row["kind"] == "principal" for row in rows):
        min(rows, key=lambda row: row["pointer"] or 0)["kind"] = "principal"
    for entry in each(resource, "procedure"):
        found = coded(entry.get("procedureCodeableConcept"))
        if found is not None:
            on = day(entry, "date")
            rows.append(_row(found, "procedure", "") | {"start": on, "end": on})
    return [row | {"position": position} for position, row in enumerate(rows, 1)]


def _row(found: tuple[str, str], kind: str, qualifier: str) -> dict[str, Any]:
    system, word = found
    dotless = word.replace(".", "") if system.startswith("ICD") else word
    return {"kind": kind, "qualifier": qualifier, "code_system": system, "code": dotless}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 31 else None


def _present(entry: dict[str, Any]) -> str | None:
    return code(at(entry, "onAdmission"))


LONGEST = 20  # digits of a number that is written out
SEX = {"male": "M", "female": "F"}
CLAIMS = ("Claim", EOB)


def read_fhir(source: str | bytes | Path, *, file: str, findings: list[Finding], count: Count) -> Iterator[ReadClaim]:
    """Each claim of `source` (text, bytes or a path), in order.

    `findings` receives what is no JSON or no resource; faults of a claim are
    with the claim. `count.aside` counts resources of other types. Raises only
    where the file cannot be opened.
    """
    aside: Counter[str] = Counter()
    for place, resource in resources(source, file=file, findings=findings):
        count.places = max(count.places, place)
        kind = resource.get("resourceType")
        if kind in CLAIMS:
            count.claims += 1
            count.charge_cents += charge_cents(resource) or 0
            yield read_claim(resource, place, Notes(file, EntryFinding))
        elif isinstance(kind, str) and kind.isalpha():
            aside[kind] += 1
            if kind == "Patient" and (who := text(resource, "id")):
                count.people[who] = day(resource, "birthDate"), SEX.get(text(resource, "gender") or "")
        else:
            problem = "is not a resource: it has no resourceType"
            findings.append(EntryFinding(file, place, "resourceType", problem, "Have the sender export it again."))
    count.aside.update(aside)


def charge_cents(resource: dict[str, Any]) -> int | None:
    """What a claim asks: its total, or the sum of its items where it states none; None where unreadable."""
    if has_total(resource):
        return total_cents(resource)
    charges = [item_cents(item) for item in each(resource, "item")]
    return None if None in charges else sum(charge for charge in charges if charge is not None)


def read_claim(resource: dict[str, Any], place: int, notes: Notes) -> ReadClaim:
    """The claim with all its rows."""
    header = header_row(resource, place, notes)
    lines = line_rows(resource, header, place, notes)
    charge = charge_cents(resource)
    _check_total(charge, lines, place, notes)
    starts = [row["service_start"] for row in lines if row["service_start"]]
    ends = [row["service_end"] for row in lines if row["service_end"]]
    header |= {
        "charge_cents": charge,
        "lines": len(lines),
        "service_start": header["service_start"] or min(starts, default=None),
        "service_end": header["service_end"] or max(ends, default=None),
    }
    side = {
        ServiceLine: lines,
        ClaimCode: code_rows(resource),
        OtherPayer: other_insurance(resource),
        ClaimAdjudication: adjudication_rows(resource, place, notes) if resource["resourceType"] == EOB else [],
    }
    return ReadClaim(header, side, _sha256(resource, place, notes), notes)


def _check_total(charge: int | None, lines: list[dict[str, Any]], place: int, notes: Notes) -> None:
    charges = [row["charge_cents"] for row in lines]
    if charge is None or charge < 0:
        notes.reject(place, "total", "the charge is not an amount in whole cents of a dollar, or is negative")
    elif lines and None not in charges and sum(charges) != charge:
        notes.reject(place, "total", "the lines' charges do not add up to the claim's")


def _sha256(resource: dict[str, Any], place: int, notes: Notes) -> str:
    """Of the resource as canonical JSON, but for `meta`, which each export writes again."""
    content = {name: value for name, value in resource.items() if name != "meta"}
    try:
        canonical = json.dumps(content, sort_keys=True, default=_read_number, separators=(",", ":"))
    except RecursionError:
        notes.reject(place, "", "is nested too deeply")
        canonical = str(sorted(content))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _read_number(number: Decimal) -> int | str:
    """100.00, 100.0 and 100 are one amount."""
    if abs(number.adjusted()) > LONGEST:
        return str(number)
    return int(number) if number == number.to_integral_value() else str(number.normalize())

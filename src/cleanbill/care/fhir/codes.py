"""Diagnoses and procedures of a Claim or ExplanationOfBenefit."""

from __future__ import annotations

from typing import Any

from cleanbill.care.fhir.access import at, code, coded, day, each

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
        qualifier = next((told for kind in each(entry, "type") if (told := code(kind))), "")
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
    system, told = found
    dotless = told.replace(".", "") if system.startswith("ICD") else told
    return {"kind": kind, "qualifier": qualifier, "code_system": system, "code": dotless}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 31 else None


def _present(entry: dict[str, Any]) -> str | None:
    return code(at(entry, "onAdmission"))

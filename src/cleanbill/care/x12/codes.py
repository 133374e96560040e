"""The codes of a claim's header (HI): diagnoses in the order that lines point to, and the rest.

Qualifiers are those of X222 and X223; ICD-9 ones are read too, for care before 1 October 2015.
"""

from __future__ import annotations

from typing import Any

from cleanbill.care.claim_notes import Notes
from cleanbill.care.x12.parts import Index
from cleanbill.care.x12.values import cents, span
from cleanbill.core.x12 import Segment

NUBC, ICD10, ICD9, PCS, DRG = "NUBC", "ICD-10-CM", "ICD-9-CM", "ICD-10-PCS", "MS-DRG"
QUALIFIERS = {
    "ABK": ("principal", ICD10),
    "BK": ("principal", ICD9),
    "ABF": ("other", ICD10),
    "BF": ("other", ICD9),
    "ABJ": ("admitting", ICD10),
    "BJ": ("admitting", ICD9),
    "APR": ("reason", ICD10),
    "PR": ("reason", ICD9),
    "ABN": ("external", ICD10),
    "BN": ("external", ICD9),
    "BBR": ("principal procedure", PCS),
    "BR": ("principal procedure", ICD9),
    "BBQ": ("procedure", PCS),
    "BQ": ("procedure", ICD9),
    "BP": ("anesthesia procedure", "HCPCS"),
    "BO": ("anesthesia procedure", "HCPCS"),
    "BH": ("occurrence", NUBC),
    "BI": ("occurrence span", NUBC),
    "BE": ("value", NUBC),
    "BG": ("condition", NUBC),
    "DR": ("group", DRG),
    "TC": ("treatment", "other"),
}
POINTED = ("principal", "other")  # what lines point to


def code_rows(head: Index, component: str, notes: Notes) -> list[dict[str, Any]]:
    """Rows of `claim_code` without claim_id."""
    rows: list[dict[str, Any]] = []
    pointer = 0
    for segment in head.get("HI", ()):
        for composite in segment.elements[1:]:
            if not composite.strip():
                continue
            row = _row(composite.strip().split(component), segment, notes)
            if row is None:
                continue
            if row["kind"] in POINTED:
                pointer += 1
                row["pointer"] = pointer
            rows.append(row | {"position": len(rows) + 1})
    return rows


def check_diagnosis(rows: list[dict[str, Any]], clm: Segment, notes: Notes) -> None:
    """A claim has one principal diagnosis."""
    principal = sum(row["kind"] == "principal" for row in rows)
    if principal == 0:
        notes.reject(clm.number, "HI", "the principal diagnosis is missing")
    elif principal > 1:
        notes.pend(clm.number, "HI", "there is more than one principal diagnosis")


def _row(told: list[str], segment: Segment, notes: Notes) -> dict[str, Any] | None:
    qualifier = told[0]
    if qualifier not in QUALIFIERS or len(told) < 2 or not told[1]:
        notes.pend(segment.number, "HI", "holds a code whose kind is not known, or no code")
        return None
    kind, system = QUALIFIERS[qualifier]
    told += [""] * (9 - len(told))
    row: dict[str, Any] = {
        "kind": kind,
        "qualifier": qualifier,
        "code_system": system,
        "code": told[1].replace(".", ""),
    }
    if told[3]:
        days = span(told[2], told[3])
        if days is None:
            notes.pend(segment.number, "HI", "the date of a code is no date")
        else:
            row |= {"start": days[0], "end": days[1]}
    if told[4] and (amount := cents(told[4])) is not None:
        row["amount_cents"] = amount
    elif told[4]:
        notes.pend(segment.number, "HI", "the amount of a value code is no amount")
    if told[8]:
        row["present_on_admission"] = told[8]
    return row

"""Who asks, for whom, and of which payer: the loops above a claim (2010AA, 2010BA, 2010BB, 2010CA)."""

from __future__ import annotations

import hashlib
from typing import Any

from cleanbill.care.claim_notes import Notes
from cleanbill.care.x12.parts import Index, first, index, value
from cleanbill.care.x12.values import day
from cleanbill.care.x12.walk import RawClaim

SELF = "18"


def parties(raw: RawClaim, notes: Notes) -> dict[str, Any]:
    """Columns of `claim_header` that say who: billing provider, subscriber, patient and payer."""
    row = _billing(raw, notes)
    if raw.subscriber is None:
        notes.reject(raw.segments[0].number, "HL", "the subscriber's loop (HL 22) is missing")
        return row
    held = index(raw.subscriber)
    row |= _subscriber(held, raw, notes)
    patient = held
    if raw.patient is not None:
        patient = index(raw.patient)
        row["relationship"] = _get(patient, "PAT", 1)
    elif first(held, "NM1", "QC") is not None or row["relationship"] not in (None, SELF):
        notes.reject(raw.segments[0].number, "HL", "the patient is not the subscriber and has no loop (HL 23)")
    elif row["relationship"] is None:
        notes.pend(raw.subscriber[0].number, "SBR02", "does not say whether the patient is the subscriber")
    row |= _born(patient, raw, notes)
    row["person_id"] = _person(row, patient, raw, notes)
    return row


def dependent(member: str, first_name: str, birth: object, sex: object) -> str:
    """A dependent's person_id: the member number and a mark made from name, birth and sex."""
    told = f"{first_name.upper()}|{birth}|{sex}"
    return f"{member}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def _billing(raw: RawClaim, notes: Notes) -> dict[str, Any]:
    held = index(raw.provider or ())
    name = first(held, "NM1", "85")
    if name is None:
        notes.reject(raw.segments[0].number, "NM1", "the billing provider's loop (HL 20, NM1*85) is missing")
        return {}
    tax_id = value(held, "REF", "EI") or value(held, "REF", "SY")
    if not name.get(9) and tax_id is None:
        notes.reject(name.number, "NM109", "the billing provider has no number")
    given = " ".join(part for part in (name.get(4), name.get(3)) if part)
    return {"billing_npi": name.get(9) or tax_id, "billing_name": given or None}


def _subscriber(held: Index, raw: RawClaim, notes: Notes) -> dict[str, Any]:
    member = value(held, "NM1", "IL", 9)
    payer = value(held, "NM1", "PR", 9)
    at = raw.segments[0].number
    if member is None:
        notes.reject(at, "NM109", "the subscriber has no member number (NM1*IL)")
    if payer is None:
        notes.pend(at, "NM109", "the payer is not named (NM1*PR)")
    return {
        "member_id": member,
        "payer_id": payer,
        "relationship": _get(held, "SBR", 2),
        "payer_order": _get(held, "SBR", 1),
        "filing_code": _get(held, "SBR", 9),
    }


def _born(patient: Index, raw: RawClaim, notes: Notes) -> dict[str, Any]:
    """Date of birth and sex; a claim without them cannot be matched to a person."""
    told = first(patient, "DMG")
    if told is None:
        notes.pend(raw.segments[0].number, "DMG", "the patient's date of birth and sex are missing")
        return {}
    birth = day(told.get(2))
    if birth is None:
        notes.pend(told.number, "DMG02", "the patient's date of birth is no date")
    return {"birth_date": birth, "sex": told.get(3) or None}


def _person(row: dict[str, Any], patient: Index, raw: RawClaim, notes: Notes) -> str | None:
    member: str | None = row["member_id"]
    if member is None or raw.patient is None:
        return member
    name = first(patient, "NM1", "QC")
    if name is None:
        notes.reject(raw.patient[0].number, "NM1", "the patient's loop names no patient (NM1*QC)")
        return None
    return name.get(9) or dependent(member, name.get(4), row.get("birth_date"), row.get("sex"))


def _get(by_name: Index, name: str, position: int) -> str | None:
    found = first(by_name, name)
    return None if found is None else found.get(position) or None

"""The claim itself (loop 2300): what is asked, where, since when, and whether it corrects another claim."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cleanbill.care.claim_rows import Notes
from cleanbill.care.x837.values import cents, day, span, thousandths
from cleanbill.care.x837.walk import RawClaim
from cleanbill.core.x12 import Segment

# The parts of a claim: its head, other payers, service lines, and what payers decided of a line.


Index = dict[str, list[Segment]]


@dataclass(frozen=True, slots=True)
class LineParts:
    """A service line (loop 2400): its own segments by name, and each payer's decision (2430) from its SVD on."""

    opening: Segment
    own: Index
    decisions: list[Index]


@dataclass(frozen=True, slots=True)
class ClaimParts:
    """A claim (loop 2300): its own segments by name, its other payers (2320) and its lines."""

    head: Index = field(default_factory=dict)
    payers: list[Index] = field(default_factory=list)
    lines: list[LineParts] = field(default_factory=list)


def claim_parts(segments: list[Segment]) -> ClaimParts:
    """`segments` of a claim, CLM first, each in the part that it belongs to."""
    parts = ClaimParts()
    into = parts.head
    for segment in segments:
        name = segment.id
        if name == "LX":
            into = {}
            parts.lines.append(LineParts(segment, into, []))
        elif name == "SBR":
            into = {}
            parts.payers.append(into)
        elif name == "SVD" and parts.lines:
            into = {}
            parts.lines[-1].decisions.append(into)
        into.setdefault(name, []).append(segment)
    return parts


def index(segments: Iterable[Segment]) -> Index:
    """Segments by name, in order."""
    by_name: Index = {}
    for segment in segments:
        by_name.setdefault(segment.id, []).append(segment)
    return by_name


def first(by_name: Index, name: str, *qualifiers: str) -> Segment | None:
    """The first segment of that name whose first element is one of `qualifiers` (any where none is given)."""
    for segment in by_name.get(name, ()):
        if not qualifiers or segment.get(1) in qualifiers:
            return segment
    return None


def value(by_name: Index, name: str, qualifier: str, position: int = 2) -> str | None:
    """An element of the first segment of that name and qualifier; None where absent or empty."""
    found = first(by_name, name, qualifier)
    return None if found is None else found.get(position) or None


# The codes of a claim's header (HI): diagnoses in the order that lines point to, and the rest.
#
# Qualifiers are those of X222 and X223; ICD-9 ones are read too, for care before 1 October 2015.


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


def _row(parts: list[str], segment: Segment, notes: Notes) -> dict[str, Any] | None:
    qualifier = parts[0]
    if qualifier not in QUALIFIERS or len(parts) < 2 or not parts[1]:
        notes.pend(segment.number, "HI", "holds a code whose kind is not known, or no code")
        return None
    kind, system = QUALIFIERS[qualifier]
    parts += [""] * (9 - len(parts))
    row: dict[str, Any] = {
        "kind": kind,
        "qualifier": qualifier,
        "code_system": system,
        "code": parts[1].replace(".", ""),
    }
    if parts[3]:
        days = span(parts[2], parts[3])
        if days is None:
            notes.pend(segment.number, "HI", "the date of a code is not a date")
        else:
            row |= {"start": days[0], "end": days[1]}
    if parts[4] and (amount := cents(parts[4])) is not None:
        row["amount_cents"] = amount
    elif parts[4]:
        notes.pend(segment.number, "HI", "the amount of a value code is not an amount")
    if parts[8]:
        row["present_on_admission"] = parts[8]
    return row


# CLM05-3 (NUBC type of bill, third digit): 7 replaces, 8 voids, the others ask again.
ACTION = {**dict.fromkeys("0123459", "original"), "7": "replacement", "8": "void"}
ODD_PLACE = re.compile(r"\w{0,2}([^\w\s])[AB]?\1\w?")
CAUSES = ("AA", "EM", "OA")


def components(clm: Segment, notes: Notes) -> str:
    """What parts components in this claim: as ISA16 says, unless CLM05 plainly shows otherwise."""
    declared, place = clm.separators.component, clm.get(5)
    if declared not in place and (odd := ODD_PLACE.fullmatch(place)):
        notes.note(clm.number, "CLM05", f"is parted by {odd[1]!r} where ISA16 says {declared!r}; it is read so")
        return odd[1]
    return declared


def claim_row(head: Index, component: str, notes: Notes) -> dict[str, Any]:
    """Columns of `claim_header` from the claim's own segments."""
    clm = head["CLM"][0]
    place = clm.get(5).split(component)
    frequency = place[2] if len(place) > 2 else ""
    row = {
        "patient_control_number": clm.get(1) or None,
        "charge_cents": _charge(clm, notes),
        "facility_code": place[0] or None,
        "frequency_code": frequency or None,
        "action": ACTION.get(frequency, "original"),
        "original_claim_number": value(head, "REF", "F8"),
        "authorization": value(head, "REF", "G1"),
        "rendering_npi": value(head, "NM1", "82", 9) or value(head, "NM1", "71", 9),
        "patient_paid_cents": cents(value(head, "AMT", "F5") or ""),
    }
    if not clm.get(1):
        notes.reject(clm.number, "CLM01", "the claim has no number")
    _check_frequency(clm, frequency, row, notes)
    return row | _dates(head, notes) | _accident(clm, component) | _ambulance(head)


def _charge(clm: Segment, notes: Notes) -> int | None:
    charge = cents(clm.get(2))
    if charge is None:
        notes.reject(clm.number, "CLM02", "the charge is not an amount in whole cents")
    elif charge < 0:
        notes.reject(clm.number, "CLM02", "the charge is negative")
    return charge


def _check_frequency(clm: Segment, frequency: str, row: dict[str, Any], notes: Notes) -> None:
    if frequency not in ACTION:
        notes.pend(clm.number, "CLM05", "the claim frequency code is missing or not known")
    elif row["action"] != "original" and row["original_claim_number"] is None:
        notes.pend(clm.number, "REF", f"a {row['action']} does not say which claim it corrects (REF*F8)")


def _dates(head: Index, notes: Notes) -> dict[str, Any]:
    """Days of statement, admission, accident and receipt (of a repricer); a day that is none is told of."""
    read = {}
    for segment in head.get("DTP", ()):
        if segment.get(2) not in ("D8", "RD8", "DT"):
            continue  # TM is an hour
        days = span(segment.get(2), segment.get(3))
        if days is None:
            tell = notes.reject if segment.get(1) == "434" else notes.pend
            tell(segment.number, "DTP03", "is not a date, or ends before it begins")
        read[segment.get(1)] = days
    codes = ("434", "435", "439", "050")
    statement, admission, accident, received = (read.get(code) or (None, None) for code in codes)
    return {
        "received_date": received[0],
        "service_start": statement[0],
        "service_end": statement[1],
        "admission_date": admission[0],
        "accident_date": accident[0],
        "discharge_status": value(head, "CL1", head["CL1"][0].get(1), 3) if "CL1" in head else None,
    }


def _accident(clm: Segment, component: str) -> dict[str, Any]:
    parts = clm.get(11).split(component)
    cause = next((code for code in parts[:3] if code in CAUSES), None)
    return {"accident_cause": cause, "accident_state": (parts[3] or None) if len(parts) > 3 else None}


def _ambulance(head: Index) -> dict[str, Any]:
    transport = first(head, "CR1")
    if transport is None:
        return {}
    miles = thousandths(transport.get(6))
    return {
        "ambulance_reason": transport.get(4) or None,
        "ambulance_miles_hundredths": None if miles is None else miles // 10,
    }


# Who asks, for whom, and of which payer: the loops above a claim (2010AA, 2010BA, 2010BB, 2010CA).


SELF = "18"


def parties(raw: RawClaim, notes: Notes) -> dict[str, Any]:
    """Columns of `claim_header` that say who: billing provider, subscriber, patient and payer."""
    row = _billing(raw, notes)
    if raw.subscriber is None:
        notes.reject(raw.segments[0].number, "HL", "the subscriber's loop (HL 22) is missing")
        return row
    subscriber = index(raw.subscriber)
    row |= _subscriber(subscriber, raw, notes)
    patient = subscriber
    if raw.patient is not None:
        patient = index(raw.patient)
        row["relationship"] = _get(patient, "PAT", 1)
    elif first(subscriber, "NM1", "QC") is not None or row["relationship"] not in (None, SELF):
        notes.reject(raw.segments[0].number, "HL", "the patient is not the subscriber and has no loop (HL 23)")
    elif row["relationship"] is None:
        notes.pend(raw.subscriber[0].number, "SBR02", "does not say whether the patient is the subscriber")
    row |= _born(patient, raw, notes)
    row["person_id"] = _person(row, patient, raw, notes)
    return row


def dependent(member: str, first_name: str, birth: object, sex: object) -> str:
    """A dependent's person_id: the member number and a mark made from name, birth and sex."""
    mark = f"{first_name.upper()}|{birth}|{sex}"
    return f"{member}-{hashlib.sha256(mark.encode()).hexdigest()[:8]}"


def _billing(raw: RawClaim, notes: Notes) -> dict[str, Any]:
    provider = index(raw.provider or ())
    name = first(provider, "NM1", "85")
    if name is None:
        notes.reject(raw.segments[0].number, "NM1", "the billing provider's loop (HL 20, NM1*85) is missing")
        return {}
    tax_id = value(provider, "REF", "EI") or value(provider, "REF", "SY")
    if not name.get(9) and tax_id is None:
        notes.reject(name.number, "NM109", "the billing provider has no number")
    given = " ".join(part for part in (name.get(4), name.get(3)) if part)
    return {"billing_npi": name.get(9) or tax_id, "billing_name": given or None}


def _subscriber(subscriber: Index, raw: RawClaim, notes: Notes) -> dict[str, Any]:
    member = value(subscriber, "NM1", "IL", 9)
    payer = value(subscriber, "NM1", "PR", 9)
    at = raw.segments[0].number
    if member is None:
        notes.reject(at, "NM109", "the subscriber has no member number (NM1*IL)")
    if payer is None:
        notes.pend(at, "NM109", "the payer is not named (NM1*PR)")
    return {
        "member_id": member,
        "payer_id": payer,
        "relationship": _get(subscriber, "SBR", 2),
        "payer_order": _get(subscriber, "SBR", 1),
        "filing_code": _get(subscriber, "SBR", 9),
    }


def _born(patient: Index, raw: RawClaim, notes: Notes) -> dict[str, Any]:
    """Date of birth and sex; a claim without them cannot be matched to a person."""
    demographics = first(patient, "DMG")
    if demographics is None:
        notes.pend(raw.segments[0].number, "DMG", "the patient's date of birth and sex are missing")
        return {}
    birth = day(demographics.get(2))
    if birth is None:
        notes.pend(demographics.number, "DMG02", "the patient's date of birth is not a date")
    return {"birth_date": birth, "sex": demographics.get(3) or None}


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

"""The claim itself (loop 2300): what is asked, where, since when, and whether it corrects another claim."""

from __future__ import annotations

import re
from typing import Any

from cleanbill.care.claim_notes import Notes
from cleanbill.care.x12.parts import Index, first, value
from cleanbill.care.x12.values import cents, span, thousandths
from cleanbill.core.x12 import Segment

# CLM05-3 (NUBC type of bill, third digit): 7 replaces, 8 voids, the others ask anew.
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
        notes.reject(clm.number, "CLM02", "the charge is no amount in whole cents")
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
            tell(segment.number, "DTP03", "is no date, or ends before it begins")
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
    told = clm.get(11).split(component)
    cause = next((code for code in told[:3] if code in CAUSES), None)
    return {"accident_cause": cause, "accident_state": (told[3] or None) if len(told) > 3 else None}


def _ambulance(head: Index) -> dict[str, Any]:
    told = first(head, "CR1")
    if told is None:
        return {}
    miles = thousandths(told.get(6))
    return {
        "ambulance_reason": told.get(4) or None,
        "ambulance_miles_hundredths": None if miles is None else miles // 10,
    }

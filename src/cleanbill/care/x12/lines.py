"""Service lines (loop 2400): professional (SV1) and institutional (SV2), with dates and drugs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.care.benefit import benefit, is_emergency_room
from cleanbill.care.claim_notes import Notes
from cleanbill.care.x12.parts import Index, LineParts, first, value
from cleanbill.care.x12.values import cents, span, thousandths
from cleanbill.core.x12 import Segment

SYSTEMS = {"HC": "HCPCS", "HP": "HIPPS", "IV": "HIEC", "ER": "other", "WK": "other", "ZZ": "other"}
NDC_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Claimed:
    """What lines take from their claim."""

    component: str
    institution: bool
    place: str
    start: date | None
    end: date | None
    emergency_room: bool


def is_institution(lines: Sequence[LineParts], version: str) -> bool:
    """837I or 837P: as the version says (X223 is institutional), else as the first line's segment does."""
    if "X223" in version or "X222" in version:
        return "X223" in version
    return any("SV2" in line.own for line in lines)


def has_emergency_room(lines: Sequence[LineParts]) -> bool:
    """Whether any line is of the emergency room."""
    return any(is_emergency_room(service.get(1)) for line in lines for service in line.own.get("SV2", ()))


def line_row(parts: LineParts, number: int, claim: Claimed, notes: Notes) -> dict[str, Any]:
    """A row of `submitted_line` without claim_id; faults reject the claim."""
    at = parts.opening
    if at.get(1) != str(number):
        notes.pend(at.number, "LX01", "is not the line's number: a line may be missing")
    name = "SV2" if claim.institution else "SV1"
    row: dict[str, Any] = {"line": number}
    services = parts.own.get(name, ())
    if len(services) != 1:
        notes.reject(at.number, name, "a line has no service" if not services else "a line has more than one service")
    for service in services[:1]:
        row |= _institutional(service, claim) if claim.institution else _professional(service, claim)
        _check(service, row, name, notes)
    return row | _days(parts.own, at, claim, notes) | _benefit(row, at, claim, notes) | _others(parts.own, notes)


def _professional(service: Segment, claim: Claimed) -> dict[str, Any]:
    get = service.get
    return {
        **_procedure(get(1), claim.component),
        "charge_cents": cents(get(2)),
        "unit_kind": get(3) or None,
        "units_thousandths": thousandths(get(4)),
        "place_of_service": get(5) or claim.place or None,
        "diagnosis_pointers": _pointers(get(7), claim.component),
    }


def _institutional(service: Segment, claim: Claimed) -> dict[str, Any]:
    get = service.get
    revenue = get(1) or None
    procedure = _procedure(get(2), claim.component) if get(2) else {"code_system": "REV", "code": revenue}
    return {
        **procedure,
        "revenue_code": revenue,
        "charge_cents": cents(get(3)),
        "unit_kind": get(4) or None,
        "units_thousandths": thousandths(get(5)),
    }


def _procedure(composite: str, component: str) -> dict[str, Any]:
    told = composite.split(component)
    modifiers = " ".join(part for part in told[2:6] if part)
    return {
        "code_system": SYSTEMS.get(told[0], "other"),
        "code": (told[1] or None) if len(told) > 1 else None,
        "modifiers": modifiers or None,
    }


def _pointers(composite: str, component: str) -> str | None:
    """Positions of diagnoses; some senders write them with decimals."""
    return " ".join(part.partition(".")[0] for part in composite.split(component) if part) or None


def _check(service: Segment, row: dict[str, Any], name: str, notes: Notes) -> None:
    charge_at, units_at = ("SV203", "SV205") if name == "SV2" else ("SV102", "SV104")
    charge, units = row["charge_cents"], row["units_thousandths"]
    if charge is None or charge < 0:
        problem = "a line's charge is no amount in whole cents" if charge is None else "a line's charge is negative"
        notes.reject(service.number, charge_at, problem)
    if units is None or units < 0:
        notes.reject(service.number, units_at, "a line's units are no number, or below zero")
    if row["code"] is None:
        notes.reject(service.number, f"{name}01", "a line does not say what was done")


def _days(own: Index, at: Segment, claim: Claimed, notes: Notes) -> dict[str, Any]:
    """DTP*472; a line of an institution may leave it to the claim's statement dates."""
    told = first(own, "DTP", "472")
    if told is not None:
        days = span(told.get(2), told.get(3))
        if days is None:
            notes.reject(told.number, "DTP03", "a line's date of service is no date, or ends before it begins")
            return {}
        return {"service_start": days[0], "service_end": days[1]}
    if not claim.institution or claim.start is None:
        notes.reject(at.number, "DTP", "a line has no date of service (DTP*472)")
    return {"service_start": claim.start, "service_end": claim.end}


def _benefit(row: dict[str, Any], at: Segment, claim: Claimed, notes: Notes) -> dict[str, Any]:
    place = claim.place if claim.institution else row.get("place_of_service") or ""
    code = row.get("code") or "" if row.get("code_system") == "HCPCS" else ""
    found = benefit(claim.institution, place, code, claim.emergency_room)
    if found is None:
        what = "type of bill" if claim.institution else "place of service"
        notes.pend(at.number, "CLM05", f"the {what} is none that care/data/benefit.yaml knows")
        return {}
    return {"benefit": found[0], "benefit_rule": found[1]}


def _others(own: Index, notes: Notes) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rendering_npi": value(own, "NM1", "82", 9),
        "line_control_number": value(own, "REF", "6R"),
        "authorization": value(own, "REF", "G1"),
        "prescription": value(own, "REF", "XZ") or value(own, "REF", "VY"),
    }
    drug = first(own, "LIN")
    if drug is not None and drug.get(2) == "N4":
        row["ndc"] = drug.get(3) or None
        if len(drug.get(3)) != NDC_DIGITS or not drug.get(3).isdecimal():
            notes.pend(drug.number, "LIN03", "the drug's number is not eleven digits")
    quantity = first(own, "CTP")
    if quantity is not None:
        row |= {"ndc_quantity_thousandths": thousandths(quantity.get(4)), "ndc_unit": quantity.get(5) or None}
    return row

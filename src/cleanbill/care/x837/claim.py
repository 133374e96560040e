"""One claim, from its segments to rows of the claim tables, with what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.care.claim_rows import Count, Notes, ReadClaim
from cleanbill.care.claim_tables import (
    CLAIM_LEVEL,
    ClaimCode,
    OtherPayer,
    OtherPayerAdjustment,
    Repricing,
    ServiceLine,
)
from cleanbill.care.intake import benefit, is_emergency_room
from cleanbill.care.x837.header import (
    ClaimParts,
    Index,
    LineParts,
    check_diagnosis,
    claim_parts,
    claim_row,
    code_rows,
    components,
    first,
    parties,
    value,
)
from cleanbill.care.x837.other_payers import other_payers
from cleanbill.care.x837.values import cents, span, thousandths
from cleanbill.care.x837.walk import Closed, RawClaim, walk
from cleanbill.core.errors import Finding
from cleanbill.core.x12 import Segment, segments

# Service lines (loop 2400): professional (SV1) and institutional (SV2), with dates and drugs.


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
    """A row of `service_line` without claim_id; faults reject the claim."""
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
    parts = composite.split(component)
    modifiers = " ".join(part for part in parts[2:6] if part)
    return {
        "code_system": SYSTEMS.get(parts[0], "other"),
        "code": (parts[1] or None) if len(parts) > 1 else None,
        "modifiers": modifiers or None,
    }


def _pointers(composite: str, component: str) -> str | None:
    """Positions of diagnoses; some senders write them with decimals."""
    return " ".join(part.partition(".")[0] for part in composite.split(component) if part) or None


def _check(service: Segment, row: dict[str, Any], name: str, notes: Notes) -> None:
    charge_at, units_at = ("SV203", "SV205") if name == "SV2" else ("SV102", "SV104")
    charge, units = row["charge_cents"], row["units_thousandths"]
    if charge is None or charge < 0:
        problem = "a line's charge is not an amount in whole cents" if charge is None else "a line's charge is negative"
        notes.reject(service.number, charge_at, problem)
    if units is None or units < 0:
        notes.reject(service.number, units_at, "a line's units are not a number, or below zero")
    if row["code"] is None:
        notes.reject(service.number, f"{name}01", "a line does not say what was done")


def _days(own: Index, at: Segment, claim: Claimed, notes: Notes) -> dict[str, Any]:
    """DTP*472; a line of an institution may leave it to the claim's statement dates."""
    dates = first(own, "DTP", "472")
    if dates is not None:
        days = span(dates.get(2), dates.get(3))
        if days is None:
            notes.reject(dates.number, "DTP03", "a line's date of service is not a date, or ends before it begins")
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
        notes.pend(at.number, "CLM05", f"the {what} is not one that care/data/benefit.yaml knows")
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


# Repricing (HCP) of a claim or a line.


def repricing_row(part: Index, line: int, notes: Notes) -> list[dict[str, Any]]:
    """At most one row of `repricing`, without claim_id; `line` is 0 for the claim."""
    found = part.get("HCP", ())
    for again in found[1:]:
        notes.pend(again.number, "HCP", "there is more than one repricing")
    for segment in found[:1]:
        get = segment.get
        amounts = {"allowed_cents": cents(get(2)), "savings_cents": cents(get(3))}
        if (get(2) and amounts["allowed_cents"] is None) or (get(3) and amounts["savings_cents"] is None):
            notes.pend(segment.number, "HCP", "a repriced amount is not an amount")
        return [
            {
                "line": line,
                "method": get(1),
                **amounts,
                "repricer_id": get(4) or None,
                "reject_reason": get(13) or None,
                "exception": get(15) or None,
            }
        ]
    return []


READ_VERSIONS = ("005010X222", "005010X223")  # guides of version 5010, with or without an addendum


def read_claim(raw: RawClaim, notes: Notes) -> ReadClaim:
    """The claim with all its rows. Its status is not final: the transaction may turn out broken."""
    parts = claim_parts(raw.segments)
    clm, at = raw.segments[0], raw.transaction
    component = components(clm, notes)
    institution = is_institution(parts.lines, at.version)
    header = claim_row(parts.head, component, notes) | parties(raw, notes)
    codes = code_rows(parts.head, component, notes)
    check_diagnosis(codes, clm, notes)
    lines = _lines(parts, header, component, institution, notes)
    payers, adjustments = other_payers(parts, lines, header["charge_cents"], notes)
    repricing = repricing_row(parts.head, CLAIM_LEVEL, notes)
    for row, line in zip(lines, parts.lines, strict=True):
        repricing += repricing_row(line.own, row["line"], notes)
    if not at.version.startswith(READ_VERSIONS):
        notes.pend(clm.number, "GS08", "the version is not 5010 X222 or X223")
    _check_sum(clm, header, lines, notes)
    _mark(header, raw, institution, lines)
    side = {ClaimCode: codes, OtherPayer: payers, OtherPayerAdjustment: adjustments, Repricing: repricing}
    return ReadClaim(header, {ServiceLine: lines, **side}, _sha256(raw), notes)


def _lines(
    parts: ClaimParts, header: dict[str, Any], component: str, institution: bool, notes: Notes
) -> list[dict[str, Any]]:
    if not parts.lines:
        notes.reject(parts.head["CLM"][0].number, "LX", "the claim has no service lines")
    claimed = Claimed(
        component,
        institution,
        header["facility_code"] or "",
        header["admission_date"] or header["service_start"],
        header["service_end"],
        institution and has_emergency_room(parts.lines),
    )
    return [line_row(line, number, claimed, notes) for number, line in enumerate(parts.lines, 1)]


def _check_sum(clm: Segment, header: dict[str, Any], lines: list[dict[str, Any]], notes: Notes) -> None:
    asked = header["charge_cents"]
    charges = [charge for row in lines if (charge := row.get("charge_cents")) is not None]
    if asked is not None and lines and len(charges) == len(lines) and sum(charges) != asked:
        notes.reject(clm.number, "CLM02", "the lines' charges do not add up to the claim's")


def _mark(header: dict[str, Any], raw: RawClaim, institution: bool, lines: list[dict[str, Any]]) -> None:
    """Adds where the claim came from, and the days of its lines where it states none."""
    at = raw.transaction
    starts = [row["service_start"] for row in lines if row.get("service_start")]
    ends = [row["service_end"] for row in lines if row.get("service_end")]
    header |= {
        "form": "837I" if institution else "837P",
        "segment": raw.segments[0].number,
        "interchange": at.interchange or None,
        "sender": at.sender or None,
        "transaction": at.control or None,
        "service_start": header["service_start"] or min(starts, default=None),
        "service_end": header["service_end"] or max(ends, default=None),
        "lines": len(lines),
    }


def _sha256(raw: RawClaim) -> str:
    """Of the claim's segments and those of the loops above it; HL numbers differ between sendings and are left out."""
    loops: list[Iterable[Segment]] = [raw.provider or (), raw.subscriber or (), raw.patient or (), raw.segments]
    text = "\n".join("\x1f".join(s.elements) for part in loops for s in part if s.id != "HL")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# Reads an 837 file: every claim with its status, and every finding with its segment number.


BROKEN = "the transaction is broken: "


def read_x12(source: str | bytes | Path, *, file: str, findings: list[Finding], count: Count) -> Iterator[ReadClaim]:
    """Each claim of `source` (text, bytes or a path), in order, one for each CLM segment.

    A claim comes out once its transaction has ended, for a fault of the
    transaction pends all its claims. `findings` receives the faults of the
    file's structure; those of a claim are with the claim. `count` is kept on
    the raw segments, apart from the reading of claims, so that the two can be
    held against each other. Raises only where the file cannot be opened.
    """
    structure: list[Finding] = []
    waiting: list[ReadClaim] = []
    stream = _counted(segments(source, file=file, findings=structure), count)
    for met in walk(stream, file, structure):
        if not isinstance(met, Closed):
            waiting.append(read_claim(met, Notes(file)))
            continue
        for claim in waiting:
            claim.notes.pended += [BROKEN + doubt for doubt in met.doubts]
            yield claim
        waiting = []
    findings += structure


def _counted(stream: Iterable[Segment], count: Count) -> Iterator[Segment]:
    for segment in stream:
        count.places = segment.number
        if segment.id == "CLM":
            count.claims += 1
            count.charge_cents += cents(segment.get(2)) or 0
        yield segment

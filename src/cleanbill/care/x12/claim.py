"""One claim, from its segments to rows of the claim tables, with what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from cleanbill.care.claim_notes import Notes
from cleanbill.care.claim_rows import ReadClaim
from cleanbill.care.claim_tables import (
    CLAIM_LEVEL,
    ClaimCode,
    OtherPayer,
    OtherPayerAdjustment,
    Repricing,
    SubmittedLine,
)
from cleanbill.care.x12.codes import check_diagnosis, code_rows
from cleanbill.care.x12.header import claim_row, components
from cleanbill.care.x12.lines import Claimed, has_emergency_room, is_institution, line_row
from cleanbill.care.x12.other_payers import other_payers
from cleanbill.care.x12.parties import parties
from cleanbill.care.x12.parts import ClaimParts, claim_parts
from cleanbill.care.x12.prices import repricing_row
from cleanbill.care.x12.walk import RawClaim
from cleanbill.core.x12 import Segment

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
    return ReadClaim(header, {SubmittedLine: lines, **side}, _sha256(raw), notes)


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
    held: list[Iterable[Segment]] = [raw.provider or (), raw.subscriber or (), raw.patient or (), raw.segments]
    text = "\n".join("\x1f".join(s.elements) for part in held for s in part if s.id != "HL")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

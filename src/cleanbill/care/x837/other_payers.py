"""Other payers of the claim (loop 2320) and what they decided of each line (2430), which must add up.

Balance, X222 and X223 section 1.4.4: a line's charge = what the payer paid on
it + its line adjustments; what it paid on the claim (AMT*D) = the sum of its
lines - its claim adjustments; without lines, CLM02 - its claim adjustments.
"""

from __future__ import annotations

from typing import Any

from cleanbill.care.claim_rows import Notes
from cleanbill.care.claim_tables import CLAIM_LEVEL
from cleanbill.care.x837.header import ClaimParts, Index, first, value
from cleanbill.care.x837.values import cents, day, thousandths
from cleanbill.core.x12 import Segment

Rows = list[dict[str, Any]]
Taken = dict[tuple[int, int], int]
Asked = dict[int, int | None]


def other_payers(parts: ClaimParts, lines: Rows, charge: int | None, notes: Notes) -> tuple[Rows, Rows]:
    """Rows of `other_payer` and `other_payer_adjustment` without claim_id. Out of balance pends the claim."""
    payers, adjustments = [], []
    for number, part in enumerate(parts.payers, 1):
        payers.append(_payer(part, number, notes))
        adjustments += _adjustments(part, CLAIM_LEVEL, number, notes)
    decided: Rows = []
    for row, line in zip(lines, parts.lines, strict=True):
        adjustments += _adjustments(line.own, row["line"], 0, notes)
        for decision in line.decisions:
            decided.append(_decision(decision, row["line"], payers, notes))
            adjustments += _adjustments(decision, row["line"], decided[-1]["payer"], notes)
    at_line = _once(decided)
    asked = {CLAIM_LEVEL: charge} | {row["line"]: row.get("charge_cents") for row in lines}
    _balance(parts, payers, at_line, taken=_taken(adjustments), asked=asked, notes=notes)
    return payers + at_line, [row | {"position": position} for position, row in enumerate(adjustments, 1)]


def _payer(part: Index, number: int, notes: Notes) -> dict[str, Any]:
    sbr = part["SBR"][0]
    name = first(part, "NM1", "PR")
    if name is None:
        notes.note(sbr.number, "NM1", "another payer is not named (loop 2330B is missing)")
    return {
        "line": CLAIM_LEVEL,
        "payer": number,
        "payer_id": None if name is None else name.get(9) or None,
        "payer_name": None if name is None else name.get(3) or None,
        "payer_order": sbr.get(1) or None,
        "relationship": sbr.get(2) or None,
        "filing_code": sbr.get(9) or None,
        "paid_cents": _amount(part, "D", notes),
        "patient_left_cents": _amount(part, "EAF", notes),
        "non_covered_cents": _amount(part, "A8", notes),
        "decided_on": day(value(part, "DTP", "573", 3) or ""),
    }


def _decision(part: Index, line: int, payers: Rows, notes: Notes) -> dict[str, Any]:
    svd = part["SVD"][0]
    known = next((p for p in payers if p["payer_id"] == svd.get(1)), None)
    if known is None:
        notes.pend(svd.number, "SVD01", "names a payer that the claim does not have")
    paid = cents(svd.get(2))
    if paid is None:
        notes.pend(svd.number, "SVD02", "is not an amount")
    return {
        "line": line,
        "payer": 0 if known is None else known["payer"],
        "payer_id": svd.get(1) or None,
        "payer_order": None if known is None else known["payer_order"],
        "paid_cents": paid,
        "patient_left_cents": _amount(part, "EAF", notes),
        "decided_on": day(value(part, "DTP", "573", 3) or ""),
    }


def _amount(part: Index, qualifier: str, notes: Notes) -> int | None:
    segment = first(part, "AMT", qualifier)
    if segment is None:
        return None
    amount = cents(segment.get(2))
    if amount is None:
        notes.pend(segment.number, "AMT02", "is not an amount")
    return amount


def _adjustments(part: Index, line: int, payer: int, notes: Notes) -> Rows:
    """Each CAS holds a group and up to six triples of reason, amount and units."""
    rows: Rows = []
    for segment in part.get("CAS", ()):
        for at in range(2, max(len(segment.elements), 3), 3):
            if row := _triple(segment, at, notes):
                rows.append(row | {"line": line, "payer": payer})
    return rows


def _triple(segment: Segment, at: int, notes: Notes) -> dict[str, Any] | None:
    reason, written = segment.get(at), segment.get(at + 1)
    if not reason and not written:
        return None
    amount = cents(written)
    if not reason or amount is None or not segment.get(1):
        notes.pend(segment.number, f"CAS{at:02d}", "is not a group, reason and amount")
        return None
    units = thousandths(segment.get(at + 2))
    return {
        "group_code": segment.get(1),
        "reason_code": reason,
        "amount_cents": amount,
        "units_thousandths": units,
    }


def _balance(parts: ClaimParts, payers: Rows, at_line: Rows, *, taken: Taken, asked: Asked, notes: Notes) -> None:
    """`taken` and `asked` are by line, CLAIM_LEVEL the claim's."""
    for payer in payers:
        number, paid_on_claim = payer["payer"], payer["paid_cents"]
        of_payer = [row for row in at_line if row["payer"] == number]
        segment = parts.payers[number - 1]["SBR"][0].number
        for row in of_payer:
            charge, paid = asked[row["line"]], row["paid_cents"]
            if charge is not None and paid is not None and charge != paid + taken.get((number, row["line"]), 0):
                notes.pend(segment, "SVD", "another payer's payment and adjustments do not add up to a line's charge")
        base = sum(row["paid_cents"] or 0 for row in of_payer) if of_payer else asked[CLAIM_LEVEL]
        if paid_on_claim is None or base is None or not (of_payer or (number, CLAIM_LEVEL) in taken):
            continue
        if paid_on_claim != base - taken.get((number, CLAIM_LEVEL), 0):
            notes.pend(segment, "AMT02", "what another payer paid does not agree with its lines and adjustments")


def _taken(adjustments: Rows) -> Taken:
    """(payer, line) -> sum of that payer's adjustments."""
    taken: Taken = {}
    for row in adjustments:
        key = row["payer"], row["line"]
        taken[key] = taken.get(key, 0) + row["amount_cents"]
    return taken


def _once(decided: Rows) -> Rows:
    """One row for each line and payer; a payer that decided a line twice has its payments added up."""
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for row in decided:
        key = row["line"], row["payer"]
        if key not in rows:
            rows[key] = row
            continue
        both = [cents_paid for cents_paid in (rows[key]["paid_cents"], row["paid_cents"]) if cents_paid is not None]
        rows[key] = rows[key] | {"paid_cents": sum(both) if both else None}
    return list(rows.values())

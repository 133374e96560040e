"""What an ExplanationOfBenefit says was adjudicated, and the other insurance of a claim."""

from __future__ import annotations

from typing import Any

from cleanbill.care.claim_notes import Notes
from cleanbill.care.claim_tables import CLAIM_LEVEL
from cleanbill.care.fhir.access import at, code, each, money, reference, scaled
from cleanbill.care.fhir.header import payer_order


def adjudication_rows(resource: dict[str, Any], place: int, notes: Notes) -> list[dict[str, Any]]:
    """Rows of `claim_adjudication` without claim_id: the items', the claim's, its totals and what was paid."""
    rows = [
        row
        for number, item in enumerate(each(resource, "item"), 1)
        for row in _entries(item, "adjudication", number, place, notes)
    ]
    rows += _entries(resource, "adjudication", CLAIM_LEVEL, place, notes)
    if isinstance(resource.get("total"), list):
        rows += _entries(resource, "total", CLAIM_LEVEL, place, notes)
    if at(resource, "payment", "amount") is not None:
        rows.append({"line": CLAIM_LEVEL, "category": "payment", "amount_cents": money(resource, "payment", "amount")})
    return [row | {"position": position} for position, row in enumerate(rows, 1)]


def other_insurance(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of `other_payer` without claim_id: the insurance that this claim is not sent to."""
    insured = list(each(resource, "insurance"))
    others = [cover for cover in insured if cover.get("focal") is not True]
    if len(others) == len(insured):
        others = others[1:]  # none is called focal: the first is the one that is asked
    return [
        {
            "line": CLAIM_LEVEL,
            "payer": number,
            "payer_id": reference(at(cover, "coverage")),
            "payer_order": payer_order(cover),
        }
        for number, cover in enumerate(others, 1)
    ]


def _entries(held: dict[str, Any], name: str, line: int, place: int, notes: Notes) -> list[dict[str, Any]]:
    rows = []
    for entry in each(held, name):
        amount = money(entry, "amount")
        if entry.get("amount") is not None and amount is None:
            notes.pend(place, name, "an amount is not in whole cents of a dollar")
        rows.append(
            {
                "line": line,
                "category": code(at(entry, "category")) or "other",
                "reason": code(at(entry, "reason")),
                "amount_cents": amount,
                "value_thousandths": scaled(entry.get("value"), 1000),
            }
        )
    return rows

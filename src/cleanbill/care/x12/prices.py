"""Repricing (HCP) of a claim or a line."""

from __future__ import annotations

from typing import Any

from cleanbill.care.claim_notes import Notes
from cleanbill.care.x12.parts import Index
from cleanbill.care.x12.values import cents


def repricing_row(part: Index, line: int, notes: Notes) -> list[dict[str, Any]]:
    """At most one row of `repricing`, without claim_id; `line` is 0 for the claim."""
    found = part.get("HCP", ())
    for again in found[1:]:
        notes.pend(again.number, "HCP", "there is more than one repricing")
    for segment in found[:1]:
        get = segment.get
        amounts = {"allowed_cents": cents(get(2)), "savings_cents": cents(get(3))}
        if (get(2) and amounts["allowed_cents"] is None) or (get(3) and amounts["savings_cents"] is None):
            notes.pend(segment.number, "HCP", "a repriced amount is no amount")
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

"""Destruction is declined by another person, with a reason: nothing goes, and it may be asked for anew."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.records.facts import By
from cleanbill.records.steps.approve_destruction import asked, by_another
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take

MOST = 200  # signs of a reason


def decline_destruction(store: Store, by: By, portfolio_id: str, why: str) -> None:
    """Declines what another asked for. `why` goes into the chain, where it stays: it names no person."""
    why = why.strip()
    if not 0 < len(why) <= MOST:
        raise CleanbillError(f"Say why it is declined, in 1 to {MOST} signs.")
    number = asked(store, portfolio_id).number

    def do() -> Details:
        row = asked(store, portfolio_id)
        if row.approved_by:
            raise CleanbillError(f"{row.approved_by} approved it on {row.approved_on}: it is only done from here on.")
        by_another(row, by)
        row.declined_by, row.declined_on, row.declined_why = by.user, by.on, why
        row.save(update_fields=["declined_by", "declined_on", "declined_why"])
        return {"number": number, "why": why}

    key = f"{portfolio_id}/decline destruction/{number}"
    take(store, Step(key, "decline destruction", portfolio_id, by, "approve", {"why": why}), do)

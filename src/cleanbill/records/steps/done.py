"""What all follow-ups of an abolition share: done once for each account that needs it, not before it was abolished."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.records.facts import By
from cleanbill.records.follow_ups import follow_up
from cleanbill.records.steps.found import accounts
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def done(store: Store, by: By, purchase_id: str, kind: str, line: int, **facts: int) -> None:
    """Records that what must follow was done for the account on `line` of the schedule; `facts` are cents of it."""
    which = follow_up(kind)

    def do() -> Details:
        row = accounts(store, purchase_id, "abolished").filter(line=line, **{which.flag: True}).first()
        if row is None:
            raise CleanbillError(f"Line {line} of purchase {purchase_id} is no abolished {kind}.")
        if by.on < row.abolished_on:
            raise CleanbillError(f"Line {line} was abolished on {row.abolished_on}; nothing followed before.")
        if any(cents > row.face_cents for cents in facts.values()):
            raise CleanbillError(f"That is more than line {line} owed, {usd(row.face_cents)}. Check the amount.")
        for name, value in {which.done_on: by.on, **facts}.items():
            setattr(row, name, value)
        row.save(update_fields=[which.done_on, *facts])
        return {"line": line, **facts}

    key = f"{purchase_id}/{which.act}/{line}"
    take(store, Step(key, which.act, purchase_id, by, "prepare", {"line": line, **facts}), do)

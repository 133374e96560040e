"""The seller ended the payment plan of an abolished account, and said what it took since the sale.

What it took was owed to nobody: the seller pays it back, and no fund has part in it.
"""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.records.facts import By
from cleanbill.records.steps.done import done
from cleanbill.records.store import Store


def end_plan(store: Store, by: By, purchase_id: str, line: int, taken_cents: int) -> None:
    """Records the end of the plan on `line` of the schedule; `taken_cents` is what was taken since, 0 where nothing."""
    if taken_cents < 0:
        raise CleanbillError("What the seller took is below zero. Give what it took since the sale, 0 where nothing.")
    done(store, by, purchase_id, "payment plan", line, plan_taken_cents=taken_cents)

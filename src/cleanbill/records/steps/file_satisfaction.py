"""A satisfaction of judgment was filed with the court for an abolished account."""

from __future__ import annotations

from cleanbill.records.facts import By
from cleanbill.records.steps.done import done
from cleanbill.records.store import Store


def file_satisfaction(store: Store, by: By, purchase_id: str, line: int) -> None:
    """Records the filing for the account on `line` of the schedule."""
    done(store, by, purchase_id, "judgment", line)

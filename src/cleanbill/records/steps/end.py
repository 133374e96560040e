"""Withdrawn or refused: a purchase that comes to nothing, before anything is owned."""

from __future__ import annotations

from cleanbill.records.facts import By
from cleanbill.records.steps.found import accounts, found, moved
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def withdraw(store: Store, by: By, purchase_id: str) -> None:
    """We do not buy."""
    _end(store, by, purchase_id, "withdrawn", "withdraw")


def refuse(store: Store, by: By, purchase_id: str) -> None:
    """The seller does not sell at our bid."""
    _end(store, by, purchase_id, "refused", "refuse")


def _end(store: Store, by: By, purchase_id: str, to: str, act: str) -> None:
    def do() -> Details:
        moved(found(store, purchase_id), to, by.on)
        return {"dropped": accounts(store, purchase_id, "chosen").update(status="dropped")}

    take(store, Step(f"{purchase_id}/{act}", act, purchase_id, by, "prepare", {}), do)

"""Something of persons leaves the seal or the store, such as letters to print: who took it out, and its hash."""

from __future__ import annotations

from cleanbill.records.facts import By
from cleanbill.records.steps.found import found
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, head_of, take


def take_out(store: Store, by: By, purchase_id: str, what: str, *, count: int, sha256: str) -> None:
    """Records it before it is done, each time anew."""
    told: Details = {"what": what, "count": count, "sha256": sha256}

    def do() -> Details:
        found(store, purchase_id)
        return told

    key = f"{purchase_id}/take out {what}/after act {head_of(store.alias).number}"
    take(store, Step(key, f"take out {what}", purchase_id, by, "prepare", told), do)

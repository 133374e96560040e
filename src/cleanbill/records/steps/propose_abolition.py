"""Abolition is proposed: of every account that is still held."""

from __future__ import annotations

import hashlib
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records.audit import canonical
from cleanbill.records.facts import By
from cleanbill.records.steps.found import accounts
from cleanbill.records.steps.proposing import propose
from cleanbill.records.store import Store
from cleanbill.records.taking import Details
from cleanbill.records.transitions import may_go


def propose_abolition(store: Store, by: By, purchase_id: str) -> None:
    """Proposes to abolish what the purchase holds."""

    def prepared(row: Any, _: Any) -> tuple[str, Details]:
        may_go(purchase_id, row.state, "abolished")
        held = list(accounts(store, purchase_id, "owned").values_list("line", "face_cents"))
        if not held:
            raise CleanbillError(f"Purchase {purchase_id} holds no account: the seller recalled them all. Close it.")
        return held_sha256(store, purchase_id), {"accounts": len(held), "face_cents": sum(face for _, face in held)}

    propose(store, by, purchase_id, "abolition", None, prepared=prepared)


def held_sha256(store: Store, purchase_id: str) -> str:
    """The hash of what is held: the lines of the schedule and their faces."""
    held = accounts(store, purchase_id, "owned").values_list("line", "face_cents")
    told = canonical({"purchase": purchase_id, "held": [list(one) for one in held]})
    return hashlib.sha256(told.encode()).hexdigest()

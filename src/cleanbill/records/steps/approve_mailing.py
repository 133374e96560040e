"""Another person approves the mailing. Letters go out after it, and `notify` records that they did."""

from __future__ import annotations

from typing import Any

from cleanbill.records.facts import By
from cleanbill.records.steps.proposing import approve
from cleanbill.records.store import Store
from cleanbill.records.taking import Details


def approve_mailing(store: Store, by: By, purchase_id: str, contents_sha256: str = "") -> None:
    """Approves the open mailing: its letters, and the sponsor's words in them."""
    approve(store, by, purchase_id, "mailing", contents_sha256, then=lambda row, proposal: {"number": proposal.number})


def approve_remailing(store: Store, by: By, purchase_id: str, number: int, contents_sha256: str = "") -> None:
    """Approves remailing `number`, which must be the one that is open."""

    def then(*_: Any) -> Details:
        return {"number": number}

    approve(store, by, purchase_id, "remailing", contents_sha256, number=number, then=then)

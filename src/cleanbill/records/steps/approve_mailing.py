"""Another person approves the mailing. Letters go out after it, and `notify` records that they did."""

from __future__ import annotations

from cleanbill.records.facts import By
from cleanbill.records.steps.proposing import approve
from cleanbill.records.store import Store


def approve_mailing(store: Store, by: By, purchase_id: str, contents_sha256: str = "") -> None:
    """Approves the open mailing."""
    approve(store, by, purchase_id, "mailing", contents_sha256, then=lambda row, proposal: {"number": proposal.number})

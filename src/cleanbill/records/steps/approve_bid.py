"""Bid: another person approves the bid, and the purchase stands at its accounts and price."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from cleanbill.records.facts import By
from cleanbill.records.steps.found import accounts, moved
from cleanbill.records.steps.proposing import approve
from cleanbill.records.store import Store
from cleanbill.records.taking import Details


def approve_bid(store: Store, by: By, purchase_id: str, contents_sha256: str = "") -> None:
    """Approves the open bid; `contents_sha256` is the schedule's hash as it was looked at."""

    def then(row: Any, proposal: Any) -> Details:
        sums: Details = accounts(store, purchase_id, "chosen").aggregate(
            accounts=Count("id"), face_cents=Sum("face_cents"), price_cents=Sum("price_cents")
        )
        moved(row, "bid", by.on, schedule_sha256=proposal.contents_sha256, **sums)
        return sums

    approve(store, by, purchase_id, "bid", contents_sha256, then=then)

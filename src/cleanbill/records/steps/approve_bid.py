"""Bid: another person approves the bid, and the purchase stands at its accounts and price."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.bound import unchanged
from cleanbill.records.facts import By
from cleanbill.records.schedule import bid_rows, bid_sha256, rows, schedule_sha256
from cleanbill.records.steps.found import accounts, moved
from cleanbill.records.steps.proposing import approve
from cleanbill.records.store import Store
from cleanbill.records.taking import Details


def approve_bid(store: Store, by: By, purchase_id: str, contents_sha256: str) -> None:
    """Approves the open bid; `contents_sha256` is the hash of the bid's schedule as it was looked at."""

    def then(row: Any, proposal: Any) -> Details:
        if not contents_sha256 or bid_sha256(bid_rows(store.alias, purchase_id)) != contents_sha256:
            raise CleanbillError(
                f"The accounts of the bid of {purchase_id} are not those of the schedule. Look again; one made by an "
                "earlier version has no schedule: decline it, plan and bid anew."
            )
        unchanged(store, proposal)
        _not_bought(store, purchase_id)
        sums: Details = accounts(store, purchase_id, "chosen").aggregate(
            accounts=Count("id"), face_cents=Sum("face_cents"), price_cents=Sum("price_cents")
        )
        moved(row, "bid", by.on, schedule_sha256=schedule_sha256(rows(store.alias, purchase_id)), **sums)
        return sums

    approve(store, by, purchase_id, "bid", contents_sha256, then=then)


def _not_bought(store: Store, purchase_id: str) -> None:
    owned = models.PurchasedAccount.objects.using(store.alias).filter(owned_on__isnull=False)
    same = Exists(owned.filter(holder=OuterRef("holder"), account_id=OuterRef("account_id")))
    bought = accounts(store, purchase_id, "chosen").filter(Q(debt_key__in=owned.values("debt_key")) | same).count()
    if bought:
        raise CleanbillError(
            f"{bought:,} debts of the bid were bought by another purchase since it was made. None is paid for twice: "
            f"decline it, and plan anew."
        )

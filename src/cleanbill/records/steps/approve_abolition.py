"""Abolished: another person approves, and the debts are forgiven as a gift. It cannot be undone."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import DEBT_HELD, RELIEF_GIVEN
from cleanbill.ledger import Posting, entry
from cleanbill.records.books import write
from cleanbill.records.facts import By
from cleanbill.records.steps.found import accounts, moved
from cleanbill.records.steps.propose_abolition import held_sha256
from cleanbill.records.steps.proposing import approve
from cleanbill.records.store import Store
from cleanbill.records.taking import Details


def approve_abolition(store: Store, by: By, purchase_id: str, contents_sha256: str = "") -> None:
    """Approves the open abolition and abolishes every account held."""

    def then(row: Any, proposal: Any) -> Details:
        if proposal.contents_sha256 != held_sha256(store, purchase_id):
            raise CleanbillError("Accounts were recalled since abolition was proposed. Decline it and propose it anew.")
        held = accounts(store, purchase_id, "owned")
        given = list(held.order_by("fund_id").values_list("fund_id").annotate(Sum("price_cents")))
        face = held.aggregate(Sum("face_cents"))["face_cents__sum"]
        count = held.update(status="abolished", abolished_on=by.on)
        moved(row, "abolished", by.on)
        _give(store, purchase_id, by, given, count)
        return {"accounts": count, "face_cents": face}

    approve(store, by, purchase_id, "abolition", contents_sha256, then=then)


def _give(store: Store, purchase_id: str, by: By, given: list[tuple[str, int]], count: int) -> None:
    postings = [
        posting
        for fund, cents in given
        if cents
        for posting in (Posting(RELIEF_GIVEN, fund, cents), Posting(DEBT_HELD, fund, -cents))
    ]
    if postings:
        memo = f"Purchase {purchase_id}: {count} accounts abolished as a gift"
        write(store.alias, entry(f"purchase-{purchase_id}-abolished", by.on, memo, *postings))

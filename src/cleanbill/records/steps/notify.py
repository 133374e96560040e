"""Notified: the approved letters were mailed; those that must not be mailed were held back."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By
from cleanbill.records.steps.found import found, moved
from cleanbill.records.steps.propose_mailing import mailing_sha256
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def notify(
    store: Store,
    by: By,
    purchase_id: str,
    *,
    letters: int,
    letters_sha256: str,
    words_sha256: str = "",
    held_back: int = 0,
) -> None:
    """Records that the very letters that were approved went out, and how many people get none."""
    told: Details = {"letters": letters, "letters_sha256": letters_sha256, "words_sha256": words_sha256}

    def do() -> Details:
        row = found(store, purchase_id)
        rows = models.Proposal.objects.using(store.alias).filter(purchase_id=purchase_id, kind="mailing")
        approved = rows.filter(decision="approved").first()
        if approved is None:
            raise CleanbillError(f"No mailing of purchase {purchase_id} is approved. Two people approve it first.")
        if approved.contents_sha256 != mailing_sha256(told):
            raise CleanbillError("These are not the letters that were approved. Nothing else may be mailed.")
        moved(row, "notified", by.on, letters=letters, held_back=held_back)
        return {**told, "held_back": held_back}

    inputs: Details = {**told, "held_back": held_back}
    take(store, Step(f"{purchase_id}/notify", "notify", purchase_id, by, "prepare", inputs), do)

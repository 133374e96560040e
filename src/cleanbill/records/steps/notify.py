"""Notified: the approved letters were mailed; those that must not be mailed were held back.

With the act each letter's code begins to answer: its proof is registered in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By, Posted
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
    posted: Sequence[Posted] = (),
    sender: str = "",
    expires_on: date | None = None,
) -> None:
    """Records that the very letters that were approved went out, and how many people get none.

    `posted` registers each letter; `sender` is what its code will answer with, until `expires_on`.
    """
    told: Details = {"letters": letters, "letters_sha256": letters_sha256, "words_sha256": words_sha256}

    def do() -> Details:
        row = found(store, purchase_id)
        rows = models.Proposal.objects.using(store.alias).filter(purchase_id=purchase_id, kind="mailing")
        approved = rows.filter(decision="approved").first()
        if approved is None:
            raise CleanbillError(f"No mailing of purchase {purchase_id} is approved. Two people approve it first.")
        must_be_approved(approved, told, posted)
        moved(row, "notified", by.on, letters=letters, held_back=held_back)
        models.Letter.objects.using(store.alias).bulk_create(
            (_letter(one, approved, by, sender, expires_on or by.on) for one in posted), batch_size=2_000
        )
        return {**told, "held_back": held_back}

    inputs: Details = {**told, "held_back": held_back}
    take(store, Step(f"{purchase_id}/notify", "notify", purchase_id, by, "prepare", inputs), do)


def must_be_approved(approved: Any, told: Details, posted: Sequence[Posted]) -> None:
    """CleanbillError where what goes out is not what was approved, letter by letter."""
    if approved.contents_sha256 != mailing_sha256(told):
        raise CleanbillError("These are not the letters that were approved. Nothing else may be mailed.")
    if len(posted) != told["letters"]:
        raise CleanbillError(f"{told['letters']} letters were approved, and {len(posted)} are to be registered.")


def _letter(one: Posted, approved: Any, by: By, sender: str, expires_on: date) -> Any:
    return models.Letter(
        purchase_id=approved.purchase_id,
        proposal=approved,
        number=one.number,
        person_key=one.person_key,
        sender=sender,
        face_cents=one.face_cents,
        code_key=one.code_key,
        proof=one.proof,
        sent_on=by.on,
        expires_on=expires_on,
        address=one.address,
        status="sent",
        letters=1,
        since=by.on,
    )

"""Notified again: letters that had come back went to the new addresses, each with a new code in place of the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By, Posted
from cleanbill.records.in_the_post import post_of, written
from cleanbill.records.steps.found import found
from cleanbill.records.steps.notify import must_be_approved
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take
from cleanbill.relief.letters import send


def notify_again(
    store: Store,
    by: By,
    purchase_id: str,
    number: int,
    *,
    letters: int,
    letters_sha256: str,
    words_sha256: str = "",
    posted: Sequence[Posted],
    sender: str,
    expires_on: date,
    most_letters: int,
) -> None:
    """Records that the letters of remailing `number` went out; nobody gets more than `most_letters`."""
    told: Details = {"letters": letters, "letters_sha256": letters_sha256, "words_sha256": words_sha256}

    def do() -> Details:
        found(store, purchase_id)
        rows = models.Proposal.objects.using(store.alias).filter(purchase_id=purchase_id, kind="remailing")
        approved = rows.filter(decision="approved", number=number).first()
        if approved is None:
            raise CleanbillError(f"No remailing {number} of purchase {purchase_id} is approved. Two people do.")
        must_be_approved(approved, told, posted)
        held = models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id)
        known = {row.number: row for row in held.filter(number__in=[one.number for one in posted])}
        for one in posted:
            row = _waiting(known.get(one.number), one)
            row.proposal, row.sender, row.sent_on, row.expires_on = approved, sender, by.on, expires_on
            row.code_key, row.proof = one.code_key, one.proof
            written(row, send(post_of(row), by.on, most_letters))
        return told

    key = f"{purchase_id}/notify again/{number}"
    take(store, Step(key, "notify again", purchase_id, by, "prepare", told), do)


def _waiting(row: Any, one: Posted) -> Any:
    if row is None or row.person_key != one.person_key or row.address != one.address:
        raise CleanbillError(f"Letter {one.number} is not the one that waits to be sent again. Make the letters anew.")
    return row

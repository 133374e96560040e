"""Notified: the approved letters were mailed; those that must not be mailed were held back.

With the act each letter's code begins to answer: its proof is registered in the same transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.facts import By, Posted
from cleanbill.records.reading import waiting_remailing
from cleanbill.records.step import Details, Step, take
from cleanbill.records.steps.proposals import approve, found, moved, propose
from cleanbill.records.steps.returned import post_of, written
from cleanbill.records.store import Store
from cleanbill.records.transitions import may_go
from cleanbill.relief.letters import send

# Another person approves the mailing. Letters go out after it, and `notify` records that they did.


def approve_mailing(store: Store, by: By, purchase_id: str, contents_sha256: str = "") -> None:
    """Approves the open mailing: its letters, and the sponsor's words in them."""
    approve(store, by, purchase_id, "mailing", contents_sha256, then=lambda row, proposal: {"number": proposal.number})


def approve_remailing(store: Store, by: By, purchase_id: str, number: int, contents_sha256: str = "") -> None:
    """Approves remailing `number`, which must be the one that is open."""

    def then(*_: Any) -> Details:
        return {"number": number}

    approve(store, by, purchase_id, "remailing", contents_sha256, number=number, then=then)


# A mailing is proposed: the letters as they were made, and the sponsor's words in them.
#
# A remailing is of letters that came back, to new addresses; there may be several of a purchase.


def propose_mailing(
    store: Store,
    by: By,
    purchase_id: str,
    *,
    letters: int,
    letters_sha256: str,
    words_sha256: str = "",
    written_by: str = "",
    again: bool = False,
) -> None:
    """Proposes to mail `letters`; the hashes are of the letters' file and of the sponsor's words.

    `written_by` is who of the staff answers for the words, and cannot approve them. `again`: a remailing.
    """
    details: Details = {"letters": letters, "letters_sha256": letters_sha256, "words_sha256": words_sha256}

    def prepared(row: Any, proposal: Any) -> tuple[str, Details]:
        _ready(store, row, again)
        if letters < 0:
            raise CleanbillError("The number of letters is below zero.")
        proposal.written_by = _of_the_staff(store, written_by)
        return mailing_sha256(details), {**details, "written_by": written_by}

    kind, step = ("remailing", letters_sha256) if again else ("mailing", "")
    propose(store, by, purchase_id, kind, {**details, "written_by": written_by}, prepared=prepared, step=step)


def mailing_sha256(details: Details) -> str:
    """The hash of what is to be mailed."""
    return hashlib.sha256(canonical(details).encode()).hexdigest()


def _ready(store: Store, row: Any, again: bool) -> None:
    if not again:
        may_go(row.purchase_id, row.state, "notified")
    elif row.state != "notified":
        raise CleanbillError(f"Purchase {row.purchase_id} is {row.state}: letters are made again once some came back.")
    elif waiting_remailing(store, row.purchase_id) is not None:
        raise CleanbillError("A remailing is approved and has not gone out. Record that it was mailed first.")


def _of_the_staff(store: Store, writer: str) -> str:
    if writer and not models.Person.objects.using(store.alias).filter(user=writer).exists():
        raise CleanbillError(
            "Who wrote the sponsor's words is not of the staff. Name the user who answers for them, so that another "
            "person approves them."
        )
    return writer


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
    details: Details = {"letters": letters, "letters_sha256": letters_sha256, "words_sha256": words_sha256}

    def do() -> Details:
        row = found(store, purchase_id)
        rows = models.Proposal.objects.using(store.alias).filter(purchase_id=purchase_id, kind="mailing")
        approved = rows.filter(decision="approved").first()
        if approved is None:
            raise CleanbillError(f"No mailing of purchase {purchase_id} is approved. Two people approve it first.")
        must_be_approved(approved, details, posted)
        moved(row, "notified", by.on, letters=letters, held_back=held_back)
        models.Letter.objects.using(store.alias).bulk_create(
            (_letter(one, approved, by, sender, expires_on or by.on) for one in posted), batch_size=2_000
        )
        return {**details, "held_back": held_back}

    inputs: Details = {**details, "held_back": held_back}
    take(store, Step(f"{purchase_id}/notify", "notify", purchase_id, by, "prepare", inputs), do)


def must_be_approved(approved: Any, details: Details, posted: Sequence[Posted]) -> None:
    """CleanbillError where what goes out is not what was approved, letter by letter."""
    if approved.contents_sha256 != mailing_sha256(details):
        raise CleanbillError("These are not the letters that were approved. Nothing else may be mailed.")
    if len(posted) != details["letters"]:
        raise CleanbillError(f"{details['letters']} letters were approved, and {len(posted)} are to be registered.")


def _letter(posted: Posted, approved: Any, by: By, sender: str, expires_on: date) -> Any:
    return models.Letter(
        purchase_id=approved.purchase_id,
        proposal=approved,
        number=posted.number,
        person_key=posted.person_key,
        sender=sender,
        face_cents=posted.face_cents,
        code_key=posted.code_key,
        proof=posted.proof,
        sent_on=by.on,
        expires_on=expires_on,
        address=posted.address,
        status="sent",
        letters=1,
        since=by.on,
    )


# Notified again: letters that had come back went to the new addresses, each with a new code in place of the last.


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
    details: Details = {"letters": letters, "letters_sha256": letters_sha256, "words_sha256": words_sha256}

    def do() -> Details:
        found(store, purchase_id)
        rows = models.Proposal.objects.using(store.alias).filter(purchase_id=purchase_id, kind="remailing")
        approved = rows.filter(decision="approved", number=number).first()
        if approved is None:
            raise CleanbillError(f"No remailing {number} of purchase {purchase_id} is approved. Two people do.")
        must_be_approved(approved, details, posted)
        table = models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id)
        known = {row.number: row for row in table.filter(number__in=[one.number for one in posted])}
        for one in posted:
            row = _waiting(known.get(one.number), one)
            row.proposal, row.sender, row.sent_on, row.expires_on = approved, sender, by.on, expires_on
            row.code_key, row.proof = one.code_key, one.proof
            written(row, send(post_of(row), by.on, most_letters))
        return details

    key = f"{purchase_id}/notify again/{number}"
    take(store, Step(key, "notify again", purchase_id, by, "prepare", details), do)


def _waiting(row: Any, posted: Posted) -> Any:
    if row is None or row.person_key != posted.person_key or row.address != posted.address:
        raise CleanbillError(
            f"Letter {posted.number} is not the one that waits to be sent again. Make the letters anew."
        )
    return row

"""A mailing is proposed: the letters as they were made, and the sponsor's words in them.

A remailing is of letters that came back, to new addresses; there may be several of a purchase.
"""

from __future__ import annotations

import hashlib
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.facts import By
from cleanbill.records.reading import waiting_remailing
from cleanbill.records.steps.proposing import propose
from cleanbill.records.store import Store
from cleanbill.records.taking import Details
from cleanbill.records.transitions import may_go


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
    told: Details = {"letters": letters, "letters_sha256": letters_sha256, "words_sha256": words_sha256}

    def prepared(row: Any, proposal: Any) -> tuple[str, Details]:
        _ready(store, row, again)
        if letters < 0:
            raise CleanbillError("The number of letters is below zero.")
        proposal.written_by = _of_the_staff(store, written_by)
        return mailing_sha256(told), {**told, "written_by": written_by}

    kind, step = ("remailing", letters_sha256) if again else ("mailing", "")
    propose(store, by, purchase_id, kind, {**told, "written_by": written_by}, prepared=prepared, step=step)


def mailing_sha256(told: Details) -> str:
    """The hash of what is to be mailed."""
    return hashlib.sha256(canonical(told).encode()).hexdigest()


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

"""A mailing is proposed: the letters as they were made, and the sponsor's words in them."""

from __future__ import annotations

import hashlib
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records.audit import canonical
from cleanbill.records.facts import By
from cleanbill.records.steps.proposing import propose
from cleanbill.records.store import Store
from cleanbill.records.taking import Details
from cleanbill.records.transitions import may_go


def propose_mailing(
    store: Store, by: By, purchase_id: str, *, letters: int, letters_sha256: str, words_sha256: str = ""
) -> None:
    """Proposes to mail `letters`; the hashes are of the letters' file and of the sponsor's words."""
    told: Details = {"letters": letters, "letters_sha256": letters_sha256, "words_sha256": words_sha256}

    def prepared(row: Any, _: Any) -> tuple[str, Details]:
        may_go(purchase_id, row.state, "notified")
        if letters < 0:
            raise CleanbillError("The number of letters is below zero.")
        return mailing_sha256(told), dict(told)

    propose(store, by, purchase_id, "mailing", told, prepared=prepared)


def mailing_sha256(told: Details) -> str:
    """The hash of what is to be mailed."""
    return hashlib.sha256(canonical(told).encode()).hexdigest()

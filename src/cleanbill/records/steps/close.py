"""Closed: all is done. Where every account was recalled, nothing is left to abolish and it closes too."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By
from cleanbill.records.follow_ups import follow_up
from cleanbill.records.reading import to_follow
from cleanbill.records.steps.found import accounts, found, moved
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def close(store: Store, by: By, purchase_id: str) -> None:
    """Closes a purchase, once all that must follow has been done and nobody waits for a letter."""

    def do() -> Details:
        row = found(store, purchase_id)
        if row.state == "owned" and accounts(store, purchase_id, "owned").exists():
            raise CleanbillError(f"Purchase {purchase_id} still holds accounts. They are abolished before it closes.")
        for kind, lines in to_follow(store, purchase_id).items():
            which = follow_up(kind)
            raise CleanbillError(
                f"{len(lines)} {kind}s of purchase {purchase_id} {which.lacking}. {which.remedy} before closing."
            )
        again = models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id, status="to_send").count()
        if again:
            raise CleanbillError(
                f"{again} people of purchase {purchase_id} have moved and wait for a new letter. Make it with "
                "`letters --again`, or close their mail."
            )
        moved(row, "closed", by.on)
        return {}

    take(store, Step(f"{purchase_id}/close", "close", purchase_id, by, "prepare", {}), do)

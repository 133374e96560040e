"""Closed: all is done. Where every account was recalled, nothing is left to abolish and it closes too."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.records import models
from cleanbill.records.facts import By
from cleanbill.records.reading import to_follow
from cleanbill.records.step import Details, Step, take
from cleanbill.records.steps.proposals import accounts, found, moved
from cleanbill.records.store import Store
from cleanbill.records.transitions import follow_up


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


# What all follow-ups of an abolition share: done once for each account that needs it, not before it was abolished.


def done(store: Store, by: By, purchase_id: str, kind: str, line: int, **facts: int) -> None:
    """Records that what must follow was done for the account on `line` of the schedule; `facts` are cents of it."""
    which = follow_up(kind)

    def do() -> Details:
        row = accounts(store, purchase_id, "abolished").filter(line=line, **{which.flag: True}).first()
        if row is None:
            raise CleanbillError(f"Line {line} of purchase {purchase_id} is no abolished {kind}.")
        if by.on < row.abolished_on:
            raise CleanbillError(f"Line {line} was abolished on {row.abolished_on}; nothing followed before.")
        if any(cents > row.face_cents for cents in facts.values()):
            raise CleanbillError(f"That is more than line {line} owed, {usd(row.face_cents)}. Check the amount.")
        for name, value in {which.done_on: by.on, **facts}.items():
            setattr(row, name, value)
        row.save(update_fields=[which.done_on, *facts])
        return {"line": line, **facts}

    key = f"{purchase_id}/{which.act}/{line}"
    take(store, Step(key, which.act, purchase_id, by, "prepare", {"line": line, **facts}), do)


# The seller ended the payment plan of an abolished account, and said what it took since the sale.
#
# What it took was owed to nobody: the seller pays it back, and no fund has part in it.


def end_plan(store: Store, by: By, purchase_id: str, line: int, taken_cents: int) -> None:
    """Records the end of the plan on `line` of the schedule; `taken_cents` is what was taken since, 0 where nothing."""
    if taken_cents < 0:
        raise CleanbillError("What the seller took is below zero. Give what it took since the sale, 0 where nothing.")
    done(store, by, purchase_id, "payment plan", line, plan_taken_cents=taken_cents)


# A release of lien was filed where the lien is recorded, for an abolished account.


def file_release(store: Store, by: By, purchase_id: str, line: int) -> None:
    """Records the filing for the account on `line` of the schedule."""
    done(store, by, purchase_id, "lien", line)


# A satisfaction of judgment was filed with the court for an abolished account.


def file_satisfaction(store: Store, by: By, purchase_id: str, line: int) -> None:
    """Records the filing for the account on `line` of the schedule."""
    done(store, by, purchase_id, "judgment", line)

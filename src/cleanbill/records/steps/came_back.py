"""Letters came back, or new addresses were found: all of a list, or none of it.

A letter that came back answers no more to its code, and its address is never written to again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.facts import By, Returned
from cleanbill.records.in_the_post import post_of, written
from cleanbill.records.steps.found import found
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take
from cleanbill.relief import letters as notices

WHAT = "returned letters"


def came_back(store: Store, by: By, purchase_id: str, returns: Sequence[Returned]) -> None:
    """Records `returns` in order; word of a death closes a person's mail. BadInput with every one that cannot be."""
    told = [[one.number, one.on.isoformat(), one.why, one.address] for one in returns]
    sha256 = hashlib.sha256(canonical({"returns": told}).encode()).hexdigest()

    def do() -> Details:
        found(store, purchase_id)
        faults, done = [], Counter[str]()
        for row, one in enumerate(returns, 1):
            try:
                done.update(_one(store, by, purchase_id, one))
            except CleanbillError as fault:
                problem, _, remedy = str(fault).partition(". ")
                faults.append(Finding(WHAT, row, None, problem, remedy or "Correct the row or leave it out."))
        if faults:
            raise BadInput(faults)
        each = ", ".join(f"{one.number} {one.why or 'new address'}" for one in returns)
        return {"returned": done["returned"], "new addresses": done["to_send"], "closed": done["closed"], "each": each}

    step = Step(f"{purchase_id}/returned/{sha256}", "returned", purchase_id, by, "prepare", {"returns": told})
    take(store, step, do)


def close_mail(store: Store, by: By, purchase_id: str, number: int, why: str) -> None:
    """No more letters to this person; the debt stays abolished all the same. `why` has at most 20 signs."""

    def do() -> Details:
        row = _letter(store, purchase_id, number)
        if why == "deceased":
            row.proof = None
        written(row, notices.close(post_of(row), by.on, why))
        return {"letter": number, "why": why}

    told = {"letter": number, "why": why}
    take(store, Step(f"{purchase_id}/close mail/{number}", "close mail", purchase_id, by, "prepare", told), do)


def _one(store: Store, by: By, purchase_id: str, one: Returned) -> list[str]:
    """Carries out one return; the states that the letter went through."""
    row = _letter(store, purchase_id, one.number)
    if one.on > by.on:
        raise CleanbillError("This day is still to come. Check the date.")
    if not one.why and not one.address:
        raise CleanbillError("Neither why it came back nor a new address is given. Give one of the two.")
    went: list[str] = []
    if one.why:
        post = notices.came_back(post_of(row), one.on, one.why)
        models.BadAddress.objects.using(store.alias).create(
            letter=row, address=row.address, why=one.why, returned_on=one.on
        )
        row.proof = None
        written(row, post)
        went.append(post.status)
    if one.address:
        post = notices.moved_to(post_of(_letter(store, purchase_id, one.number)), one.on, one.address)
        written(row, post)
        went.append(post.status)
    return went


def _letter(store: Store, purchase_id: str, number: int) -> Any:
    row = models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id, number=number).first()
    if row is None:
        raise CleanbillError(f"Purchase {purchase_id} sent no letter of this number. Take it from the letter.")
    return row

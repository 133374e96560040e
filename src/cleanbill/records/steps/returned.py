"""Letters came back, or new addresses were found: all of a list, or none of it.

A letter that came back answers no more to its code, and its address is never written to again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.facts import By, Returned
from cleanbill.records.models import Guesses, Letter
from cleanbill.records.on_offer import not_destroyed
from cleanbill.records.step import Details, Step, head_of, take
from cleanbill.records.steps.proposals import found
from cleanbill.records.store import Store
from cleanbill.relief import letters as notices
from cleanbill.relief.letters import Answer, Barred, Post, Registered, Tries, check, proof_of, try_keys

if TYPE_CHECKING:
    from collections.abc import Mapping


# The page's question on the store: is this letter real? Guesses are read and written in one transaction.


TRY_LOCK = 0x636C6E74  # "clnt": on PostgreSQL one question at a time, as SQLite has one writer


def check_letter(
    store: Store, code: str, second: date | str, client: str, *, key: bytes, now: datetime, rules: Mapping[str, Any]
) -> Answer:
    """The answer to a code and a birth date (or ZIP code), asked by `client`. Nothing of it goes into the chain."""
    with transaction.atomic(using=store.alias):
        connection = connections[store.alias]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TRY_LOCK])
        counted = Guesses.objects.using(store.alias)
        rows = counted.filter(key__in=try_keys(key, code, client))
        tries = {row.key: Tries(row.wrong, row.not_before) for row in rows}
        letters = _registered(store, proof_of(key, code, second))
        answer, changed = check(code, second, client, letters=letters, tries=tries, key=key, now=now, rules=rules)
        for name, one in changed.items():
            counted.update_or_create(key=name, defaults={"wrong": one.wrong, "not_before": one.not_before})
    return answer


def _registered(store: Store, proof: str) -> dict[str, Registered]:
    rows = Letter.objects.using(store.alias).filter(proof=proof)
    return {
        row.proof: Registered(row.proof, row.sender, f"{row.sent_on:%Y-%m}", row.face_cents, row.expires_on)
        for row in rows
    }


# A letter of the store as a `Post` of `relief.notices`, whose rules it follows, and back.


@dataclass(frozen=True, slots=True)
class Mail:
    """A person's letter of a purchase: when it last went out, until when its code answers, where it stands."""

    number: int
    face_cents: int
    sent_on: date
    expires_on: date
    answers: bool  # its code does: it has not come back
    post: Post


def mail(store: Store, purchase_id: str) -> tuple[Mail, ...]:
    """The letters of a purchase, by number."""
    rows = models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id).order_by("number")
    return tuple(
        Mail(row.number, row.face_cents, row.sent_on, row.expires_on, row.proof is not None, post_of(row))
        for row in rows.prefetch_related("badaddress_set")
    )


def barred(store: Store) -> Barred:
    """Whom no letter may reach and where none may go, by all that the store knows of every purchase."""
    never = models.NeverWrite.objects.using(store.alias).values_list("person_key", flat=True)
    letters = models.Letter.objects.using(store.alias)
    dead = letters.filter(status="closed", why="deceased").values_list("person_key", flat=True)
    bad = models.BadAddress.objects.using(store.alias).values_list("letter__person_key", "address")
    return Barred(frozenset(never), frozenset(dead), frozenset(bad))


def numbers_of(store: Store, purchase_id: str, *, code_keys: Iterable[str], people: Iterable[str]) -> dict[str, int]:
    """The numbers of letters by the hash of their code, and by their person."""
    wanted = {*code_keys, *people}
    rows = models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id)
    stored = rows.values_list("number", "code_key", "person_key")
    return {key: number for number, *keys in stored for key in keys if key in wanted}


def post_of(row: Any) -> Post:
    """Where a letter stands."""
    bad = frozenset(one.address for one in row.badaddress_set.all())
    return Post(row.person_key, row.address, row.status, row.letters, bad, row.since, row.why or None)


def written(row: Any, post: Post) -> None:
    """Writes where a letter stands now."""
    row.address, row.status, row.letters = post.address, post.status, post.letters
    row.since, row.why = post.since, post.why or ""
    row.save()


WHAT = "returned letters"


def came_back(store: Store, by: By, purchase_id: str, returns: Sequence[Returned]) -> None:
    """Records `returns` in order; word of a death closes a person's mail. BadInput with every one that cannot be."""
    parts = [[one.number, one.on.isoformat(), one.why, one.address] for one in returns]
    sha256 = hashlib.sha256(canonical({"returns": parts}).encode()).hexdigest()

    def do() -> Details:
        portfolio_id = found(store, purchase_id).portfolio_id
        if any(one.address for one in returns):
            not_destroyed(store, portfolio_id, "A new address has no place to be sealed in.")
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

    step = Step(f"{purchase_id}/returned/{sha256}", "returned", purchase_id, by, "prepare", {"returns": parts})
    take(store, step, do)


def close_mail(store: Store, by: By, purchase_id: str, number: int, why: str) -> None:
    """No more letters to this person; the debt stays abolished all the same. `why` has at most 20 signs."""

    def do() -> Details:
        row = _letter(store, purchase_id, number)
        if why == "deceased":
            row.proof = None
        written(row, notices.close(post_of(row), by.on, why))
        return {"letter": number, "why": why}

    details = {"letter": number, "why": why}
    take(store, Step(f"{purchase_id}/close mail/{number}", "close mail", purchase_id, by, "prepare", details), do)


def _one(store: Store, by: By, purchase_id: str, returned: Returned) -> list[str]:
    """Carries out one return; the states that the letter went through."""
    row = _letter(store, purchase_id, returned.number)
    if returned.on > by.on:
        raise CleanbillError("This day is still to come. Check the date.")
    if not returned.why and not returned.address:
        raise CleanbillError("Neither why it came back nor a new address is given. Give one of the two.")
    went: list[str] = []
    if returned.why:
        post = notices.came_back(post_of(row), returned.on, returned.why)
        models.BadAddress.objects.using(store.alias).create(
            letter=row, address=row.address, why=returned.why, returned_on=returned.on
        )
        row.proof = None
        written(row, post)
        went.append(post.status)
    if returned.address:
        post = notices.moved_to(post_of(_letter(store, purchase_id, returned.number)), returned.on, returned.address)
        written(row, post)
        went.append(post.status)
    return went


def _letter(store: Store, purchase_id: str, number: int) -> Any:
    row = models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id, number=number).first()
    if row is None:
        raise CleanbillError(f"Purchase {purchase_id} sent no letter of this number. Take it from the letter.")
    return row


# A person is never written to: an address confidentiality programme, or another danger. The list only grows.


MOST = 300  # signs of a person's id


def never_write(store: Store, by: By, person_key: str) -> None:
    """No letter goes to this person from now on, from any purchase. The chain tells that, and not who."""
    listed = models.NeverWrite.objects.using(store.alias)
    if not 0 < len(person_key.strip()) <= MOST:
        raise CleanbillError(f"A person's id has 1 to {MOST} signs. Take it from held.csv or the registry.")
    if listed.filter(person_key=person_key).exists():
        return

    def do() -> Details:
        listed.create(person_key=person_key, since=by.on)
        return {"listed": listed.count()}

    # neither key nor inputs may tell who it is, so the key says after which act of the chain it was
    key = f"letters/never write/after act {head_of(store.alias).number}"
    take(store, Step(key, "never write to a person", "letters", by, "prepare", {}), do)


# Something of persons leaves the seal or the store, such as letters to print: who took it out, and its hash.


def take_out(store: Store, by: By, purchase_id: str, what: str, *, count: int, sha256: str) -> None:
    """Records it before it is done, each time anew."""
    details: Details = {"what": what, "count": count, "sha256": sha256}

    def do() -> Details:
        not_destroyed(store, found(store, purchase_id).portfolio_id, "Nothing of it can be taken out again.")
        return details

    key = f"{purchase_id}/take out {what}/after act {head_of(store.alias).number}"
    take(store, Step(key, f"take out {what}", purchase_id, by, "prepare", details), do)

"""A letter of the store as a `Post` of `relief.notices`, whose rules it follows, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.records import models
from cleanbill.records.store import Store
from cleanbill.relief.letters import Barred, Post


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
    told = rows.values_list("number", "code_key", "person_key")
    return {key: number for number, *keys in told for key in keys if key in wanted}


def post_of(row: Any) -> Post:
    """Where a letter stands."""
    bad = frozenset(one.address for one in row.badaddress_set.all())
    return Post(row.person_key, row.address, row.status, row.letters, bad, row.since, row.why or None)


def written(row: Any, post: Post) -> None:
    """Writes where a letter stands now."""
    row.address, row.status, row.letters = post.address, post.status, post.letters
    row.since, row.why = post.since, post.why or ""
    row.save()

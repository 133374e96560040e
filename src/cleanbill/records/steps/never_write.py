"""A person is never written to: an address confidentiality programme, or another danger. The list only grows."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, head_of, take

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

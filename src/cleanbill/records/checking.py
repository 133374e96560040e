"""The page's question on the store: is this letter real? Guesses are read and written in one transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from cleanbill.records.models import Guesses, Letter
from cleanbill.relief.letters import Answer, Registered, Tries, check, proof_of, try_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cleanbill.records.store import Store

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

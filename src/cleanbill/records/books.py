"""The ledger in the database: entries in, a `Ledger` out. The database refuses what does not balance or overdraws."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import HANDLING
from cleanbill.ledger import Entry, Ledger, Posting, entry, reversal
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.bound import binding
from cleanbill.records.facts import By
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take

OF_PURCHASES = "purchase-"  # entries that only a purchase makes begin with it


def post(store: Store, by: By, posted: Iterable[Entry]) -> int:
    """Posts entries all or none; how many were new. An entry that is there already, and the same, is left.

    Raises CleanbillError where an id is there with other contents, a fund would be overdrawn, or handling is paid from
    one that is not bound.
    """
    given = [entry(one.entry_id, one.posted_on, one.memo, *one.postings) for one in posted]
    if any(one.entry_id.startswith(OF_PURCHASES) for one in given):
        raise CleanbillError(f"An entry's id begins with {OF_PURCHASES!r}: such entries are made by a purchase alone.")
    new = _new(store, given)

    def do() -> Details:
        handled = {one.fund_id for each in new for one in each.postings if one.account == HANDLING and one.cents > 0}
        binding(store, handled, by.on)
        return _written(store, new)

    if new:
        take(store, _step(by, "post entries", new), do)
    return len(new)


def reverse(store: Store, by: By, entry_id: str, why: str) -> None:
    """Corrects: posts the entry that undoes `entry_id`, once. What a purchase posted is not undone so."""
    if entry_id.startswith(OF_PURCHASES):
        raise CleanbillError("What a purchase posted is not reversed by hand: recall accounts instead.")
    undone = reversal(_entry(store, entry_id), by.on, why)
    if not models.Entry.objects.using(store.alias).filter(entry_id=undone.entry_id).exists():
        take(store, _step(by, "reverse an entry", [undone]), lambda: _written(store, [undone]))


def write(alias: str, new: Entry) -> None:
    """Within a step: writes an entry, its postings, and posts it."""
    row = models.Entry.objects.using(alias).create(entry_id=new.entry_id, posted_on=new.posted_on, memo=new.memo)
    models.Posting.objects.using(alias).bulk_create(
        models.Posting(entry=row, line=line, account=one.account, fund_id=one.fund_id, cents=one.cents)
        for line, one in enumerate(new.postings, 1)
    )
    models.Entry.objects.using(alias).filter(number=row.number).update(posted=True)


def entries(store: Store) -> Ledger:
    """Everything posted, in the order in which it was."""
    postings: dict[int, list[Posting]] = defaultdict(list)
    rows = models.Posting.objects.using(store.alias).filter(entry__posted=True).order_by("entry_id", "line")
    for number, *posting in rows.values_list("entry_id", "account", "fund_id", "cents"):
        postings[number].append(Posting(*posting))
    posted = models.Entry.objects.using(store.alias).filter(posted=True).order_by("number")
    return Ledger(
        tuple(
            Entry(entry_id, posted_on, memo, tuple(postings[number]))
            for number, entry_id, posted_on, memo in posted.values_list("number", "entry_id", "posted_on", "memo")
        )
    )


def balances(store: Store) -> dict[tuple[str, str], int]:
    """Cents by (account, fund), debits less credits; none that is zero."""
    rows = models.Posting.objects.using(store.alias).filter(entry__posted=True)
    summed = rows.values_list("account", "fund_id").annotate(Sum("cents")).order_by("account", "fund_id")
    return {(account, fund): cents for account, fund, cents in summed if cents}


def _new(store: Store, given: list[Entry]) -> list[Entry]:
    ids = {one.entry_id for one in given}
    if len(ids) < len(given):
        raise CleanbillError("An entry is given twice in one posting. Remove one of the two.")
    there = {one.entry_id: one for one in entries(store).entries if one.entry_id in ids}
    other = sorted(one.entry_id for one in given if there.get(one.entry_id, one) != one)
    if other:
        raise CleanbillError(
            f"{len(other)} entries are posted already with other contents, such as {other[0]}. What is posted never "
            "changes: reverse it, and post the right one under a new id."
        )
    return [one for one in given if one.entry_id not in there]


def _entry(store: Store, entry_id: str) -> Entry:
    found = next((one for one in entries(store).entries if one.entry_id == entry_id), None)
    if found is None:
        raise CleanbillError(f"There is no entry {entry_id} to reverse.")
    return found


def _step(by: By, act: str, new: list[Entry]) -> Step:
    told = [
        [one.entry_id, one.posted_on.isoformat(), one.memo, [[p.account, p.fund_id, p.cents] for p in one.postings]]
        for one in new
    ]
    sha256 = hashlib.sha256(canonical({"entries": told}).encode()).hexdigest()
    return Step(f"{act}/{sha256}", act, "ledger", by, "books", {"entries": told})


def _written(store: Store, new: list[Entry]) -> Details:
    for one in new:
        write(store.alias, one)
    debits = sum(posting.cents for one in new for posting in one.postings if posting.cents > 0)
    return {"entries": len(new), "debits_cents": debits}

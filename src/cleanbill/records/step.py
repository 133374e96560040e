"""Takes a step: one transaction, once. All of it is recorded or nothing.

A step has a key. Taken again, after a crash or by a second process, it changes nothing;
with other values under the same key it is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, connections, transaction
from django.db.models import Count, Q, Sum

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.fund import DEBT_HELD
from cleanbill.records.audit import START, Head, Link, canonical, linked
from cleanbill.records.facts import By
from cleanbill.records.models import Act, Person, Posting, Purchase, PurchasedAccount
from cleanbill.records.store import Store

# Law 5 on the store, after each step: face bought = abolished + recalled + still held.
#
# What the deal says was bought is held against its accounts, and the debt held in the
# ledger, fund by fund, against the prices of the accounts still held.


def check(alias: str) -> None:
    """Raises BrokenLaw, which takes the step back with it."""
    faces(alias)
    held(alias)


def faces(alias: str) -> None:
    """Every purchase: its face, price and number of accounts are those of its accounts, whatever became of them."""
    ours = Q(status__in=("owned", "abolished", "recalled"))
    found = {
        row["purchase_id"]: (row["n"], row["face"], row["price"])
        for row in PurchasedAccount.objects.using(alias)
        .filter(ours)
        .values("purchase_id")
        .annotate(n=Count("id"), face=Sum("face_cents"), price=Sum("price_cents"))
    }
    bought = Purchase.objects.using(alias).filter(owned_on__isnull=False)
    details = {row[0]: row[1:] for row in bought.values_list("purchase_id", "accounts", "face_cents", "price_cents")}
    if off := sorted(one for one in found.keys() | details.keys() if found.get(one) != details.get(one)):
        raise BrokenLaw(
            f"Law 5: what purchase {', '.join(off)} bought is not what was abolished, recalled or is still held. "
            "Nothing was recorded."
        )


def held(alias: str) -> None:
    """Every fund: the debt held in the books is the price of the accounts held."""
    accounts = PurchasedAccount.objects.using(alias).filter(status="owned", price_cents__gt=0)
    prices = dict(accounts.values_list("fund_id").annotate(Sum("price_cents")))
    postings = Posting.objects.using(alias).filter(account=DEBT_HELD, entry__posted=True)
    books = {fund: cents for fund, cents in postings.values_list("fund_id").annotate(Sum("cents")) if cents}
    if prices != books:
        off = sorted(fund for fund in prices.keys() | books.keys() if prices.get(fund) != books.get(fund))
        raise BrokenLaw(
            f"Law 5: the books of fund {', '.join(off)} hold debts at another price than its accounts. "
            "Debts are bought, abolished and recalled only through their purchase. Nothing was recorded."
        )


Details = dict[str, int | str]
STEP_LOCK = 0x636C6E73  # "clns": on PostgreSQL one step at a time, as SQLite has one writer


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done: `act` on `subject`, with `inputs`, in a `role`. `key` is taken once ever."""

    key: str
    act: str
    subject: str
    by: By
    role: str
    inputs: Mapping[str, Any]

    @property
    def inputs_sha256(self) -> str:
        """The hash of the inputs; who and when are no inputs, so that a repeat is one on another day too."""
        return hashlib.sha256(canonical(self.inputs).encode()).hexdigest()


def take(store: Store, step: Step, do: Callable[[], Details]) -> bool:
    """Runs `do` and records the act with what it returns; False, and nothing done, where it was taken before.

    Raises CleanbillError where the person may not, where the database refuses, or where the key was
    taken with other inputs; BrokenLaw where the step would break a law. Nothing is then recorded.
    """
    try:
        with transaction.atomic(using=store.alias, durable=True):
            _wait(store)
            if _taken(store, step):
                return False
            may(store, step)
            details = do()
            check(store.alias)
            _record(store, step, details)
            return True
    except (DataError, IntegrityError, OverflowError) as error:
        raise CleanbillError(f"The store refused this: {str(error).splitlines()[0]}. Nothing was recorded.") from None
    except OperationalError as error:
        raise CleanbillError(
            f"The store could not be written ({type(error).__name__}); another process may hold it, or the disk "
            "be full. Nothing was recorded: try again."
        ) from None


def head_of(alias: str) -> Head:
    """The last act."""
    last = Act.objects.using(alias).order_by("-number").values_list("number", "sha256").first()
    return Head(*last) if last else Head(0, START)


def _wait(store: Store) -> None:
    connection = connections[store.alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STEP_LOCK])


def _taken(store: Store, step: Step) -> bool:
    before = Act.objects.using(store.alias).filter(step_key=step.key).values_list("inputs_sha256", flat=True).first()
    if before is not None and before != step.inputs_sha256:
        raise CleanbillError(f"{step.key}: this was done already, with other values. What was done stays.")
    return before is not None


def may(store: Store, step: Step) -> None:
    """Raises CleanbillError where who takes the step is not of the staff, or has not its role."""
    people = Person.objects.using(store.alias)
    roles = people.filter(user=step.by.user).values_list("roles", flat=True).first()
    if step.role == "staff" and roles is None and not people.exists():
        return  # the first of the staff
    if roles is None:
        raise CleanbillError(f"{step.by.user} is not of the staff. Add them first.")
    if step.role not in roles.split(","):
        raise CleanbillError(f"{step.by.user} has not the role {step.role!r} that this needs.")


def _record(store: Store, step: Step, details: Details) -> None:
    head = head_of(store.alias)
    link = linked(
        Link(
            number=head.number + 1,
            step_key=step.key,
            who=step.by.user,
            at=step.by.at.isoformat(),
            act=step.act,
            subject=step.subject,
            details=canonical(details),
            inputs_sha256=step.inputs_sha256,
            previous_sha256=head.sha256,
        )
    )
    Act.objects.using(store.alias).create(**{name: getattr(link, name) for name in link.__slots__})

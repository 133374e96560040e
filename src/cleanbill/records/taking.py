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

from cleanbill.core.errors import CleanbillError
from cleanbill.records import laws
from cleanbill.records.audit import START, Head, Link, canonical, linked
from cleanbill.records.facts import By
from cleanbill.records.models import Act, Person
from cleanbill.records.store import Store

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
            laws.check(store.alias)
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

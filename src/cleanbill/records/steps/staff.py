"""Adds one of the staff, or changes what they may do. The first adds themself."""

from __future__ import annotations

from collections.abc import Iterable

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By
from cleanbill.records.roles import checked_roles, checked_user
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, head_of, take


def set_roles(store: Store, by: By, user: str, roles: Iterable[str]) -> None:
    """`user` has these roles from now on, and no others; none for one who has left."""
    named, held = checked_user(user), checked_roles(frozenset(roles))
    people = models.Person.objects.using(store.alias)
    if people.filter(user=named, roles=held).exists():
        return

    def do() -> Details:
        if not people.exists() and (by.user != named or "staff" not in held.split(",")):
            raise CleanbillError("The first of the staff adds themself, with the role 'staff' among theirs.")
        people.update_or_create(user=named, defaults={"roles": held})
        if not any("staff" in one.split(",") for one in people.values_list("roles", flat=True)):
            raise CleanbillError("Nobody would be left who may change roles. Give another the role 'staff' first.")
        return {"roles": held}

    # roles may come and go, so the key says after which act of the chain they were set
    key = f"{named}/roles {held}/after act {head_of(store.alias).number}"
    take(store, Step(key, "set roles", named, by, "staff", {"roles": held}), do)

"""Analysed: the portfolio was screened and qualified, under an agreement that allows the look.

Looked at again it is analysed anew, as long as no bid is open: what was counted last stands, each look is an act.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import Agreement, By
from cleanbill.records.steps.found import found, moved
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take

# a provider's file is health information: a business associate agreement (45 CFR 164.504(e)) comes first
KINDS = {"provider": ("BAA",), "agency": ("NDA", "BAA"), "buyer": ("NDA", "BAA")}


def analyse(
    store: Store, by: By, purchase_id: str, *, programme: str, qualified: int, qualified_face_cents: int
) -> None:
    """Records how many accounts qualify for `programme` and their face; cents."""
    told: Details = {"programme": programme, "qualified": qualified, "qualified_face_cents": qualified_face_cents}

    def do() -> Details:
        row = found(store, purchase_id)
        offered = row.portfolio
        if not 0 <= qualified <= offered.accounts or not 0 <= qualified_face_cents <= offered.face_cents:
            raise CleanbillError(f"More would qualify than was offered: {offered.accounts} accounts.")
        kinds = KINDS[offered.seller_kind]
        if not in_force(store, offered.holder, kinds, by.on):
            raise CleanbillError(
                f"No {' or '.join(kinds)} with {offered.holder} is in force on {by.on}. Record it before the look."
            )
        _stands(store, row, by, told)
        return told

    looks = models.Act.objects.using(store.alias).filter(subject=purchase_id, act="analyse").order_by("number")
    step = Step("", "analyse", purchase_id, by, "prepare", told)
    before = list(looks.values_list("inputs_sha256", flat=True))
    number = len(before) + (before[-1:] != [step.inputs_sha256])
    take(store, replace(step, key=f"{purchase_id}/analyse" + (f"/{number}" if number > 1 else "")), do)


def _stands(store: Store, row: Any, by: By, told: Details) -> None:
    """Writes what was counted; the day of the first look stays."""
    if row.state != "analysed":
        moved(row, "analysed", by.on, **told)
        return
    if models.Proposal.objects.using(store.alias).filter(purchase_id=row.purchase_id, decision="").exists():
        raise CleanbillError(f"A bid of purchase {row.purchase_id} is open. Decline it before another is made.")
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=list(told))


def in_force(store: Store, holder: str, kinds: tuple[str, ...], on: date) -> bool:
    """Whether an agreement of one of the kinds binds the holder on that day."""
    rows = models.Agreement.objects.using(store.alias).filter(holder=holder, kind__in=kinds)
    return any(Agreement(**row).holds(holder, on) for row in rows.values())

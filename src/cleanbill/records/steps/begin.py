"""Analysed: the portfolio was screened and qualified, under an agreement that allows the look.

Looked at again it is analysed anew, as long as no bid is open: what was counted last stands, each look is an act.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import Agreement, By, Portfolio
from cleanbill.records.on_offer import not_destroyed, still_on_offer
from cleanbill.records.step import Details, Step, head_of, take
from cleanbill.records.steps.proposals import found, moved
from cleanbill.records.store import Store
from cleanbill.records.transitions import checked_roles, checked_user

# Records an agreement with a holder. It is never changed: what was amended is a new agreement.


def agree(store: Store, by: By, agreement: Agreement) -> None:
    """Records an NDA, a BAA, or a PSA, which must ban resale."""
    if agreement.kind == "PSA" and not agreement.resale_ban:
        raise CleanbillError(
            f"Agreement {agreement.agreement_id} lets debts be resold. Debts are bought here only to be abolished: "
            "have the ban written into it."
        )
    details = asdict(agreement)
    details |= {name: str(details[name]) for name in ("effective_on", "expires_on")}
    term: Details = {} if agreement.keep_days is None else {"keep_days": agreement.keep_days}
    del details["keep_days"]  # where none is named, what was recorded before there was one is still the same
    details |= term

    def do() -> Details:
        models.Agreement.objects.using(store.alias).create(**asdict(agreement))
        days = {name: details[name] for name in ("effective_on", "expires_on")}
        return {"kind": agreement.kind, **days, **term}

    subject = agreement.agreement_id
    take(store, Step(f"{subject}/agree", "record an agreement", subject, by, "prepare", details), do)


# a provider's file is health information: a business associate agreement (45 CFR 164.504(e)) comes first
KINDS = {"provider": ("BAA",), "agency": ("NDA", "BAA"), "buyer": ("NDA", "BAA")}


def analyse(
    store: Store, by: By, purchase_id: str, *, programme: str, qualified: int, qualified_face_cents: int
) -> None:
    """Records how many accounts qualify for `programme` and their face; cents."""
    details: Details = {"programme": programme, "qualified": qualified, "qualified_face_cents": qualified_face_cents}

    def do() -> Details:
        row = found(store, purchase_id)
        offered = row.portfolio
        still_on_offer(store, offered.portfolio_id)
        if not 0 <= qualified <= offered.accounts or not 0 <= qualified_face_cents <= offered.face_cents:
            raise CleanbillError(f"More would qualify than was offered: {offered.accounts} accounts.")
        kinds = KINDS[offered.seller_kind]
        if not in_force(store, offered.holder, kinds, by.on):
            raise CleanbillError(
                f"No {' or '.join(kinds)} with {offered.holder} is in force on {by.on}. Record it before the look."
            )
        _stands(store, row, by, details)
        return details

    looks = models.Act.objects.using(store.alias).filter(subject=purchase_id, act="analyse").order_by("number")
    step = Step("", "analyse", purchase_id, by, "prepare", details)
    before = list(looks.values_list("inputs_sha256", flat=True))
    number = len(before) + (before[-1:] != [step.inputs_sha256])
    take(store, replace(step, key=f"{purchase_id}/analyse" + (f"/{number}" if number > 1 else "")), do)


def _stands(store: Store, row: Any, by: By, details: Details) -> None:
    """Writes what was counted; the day of the first look stays."""
    if row.state != "analysed":
        moved(row, "analysed", by.on, **details)
        return
    if models.Proposal.objects.using(store.alias).filter(purchase_id=row.purchase_id, decision="").exists():
        raise CleanbillError(f"A bid of purchase {row.purchase_id} is open. Decline it before another is made.")
    for name, value in details.items():
        setattr(row, name, value)
    row.save(update_fields=list(details))


def in_force(store: Store, holder: str, kinds: tuple[str, ...], on: date) -> bool:
    """Whether an agreement of one of the kinds binds the holder on that day."""
    rows = models.Agreement.objects.using(store.alias).filter(holder=holder, kind__in=kinds)
    return any(Agreement(**row).holds(holder, on) for row in rows.values())


# Offered: a holder offers a portfolio. The start of a purchase.


AGAIN = "Take the seller's file in anew, under another name."
OFFER_KINDS = ("provider", "agency", "buyer")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")  # files are named by it


def offer(store: Store, by: By, purchase_id: str, portfolio: Portfolio) -> None:
    """Records that `portfolio` is offered. A portfolio may be bought in several purchases, each its own part."""
    if not NAME.fullmatch(purchase_id):
        raise CleanbillError(
            "A purchase's name has letters, digits, dots, dashes and underscores, at most 100, and no other sign."
        )
    _sellable(portfolio)
    details = asdict(portfolio) | {"received_on": portfolio.received_on.isoformat()}

    def do() -> Details:
        if by.on < portfolio.received_on:
            raise CleanbillError(f"Portfolio {portfolio.portfolio_id} comes only on {portfolio.received_on}.")
        not_destroyed(store, portfolio.portfolio_id, AGAIN)
        still_on_offer(store, portfolio.portfolio_id)
        known = models.Portfolio.objects.using(store.alias)
        before = known.filter(portfolio_id=portfolio.portfolio_id).first()
        if before is None:
            known.create(**asdict(portfolio))
        elif before.seller_kind != portfolio.seller_kind:
            raise CleanbillError(
                f"Portfolio {portfolio.portfolio_id} was offered as a {before.seller_kind}'s; that stays. Say so again."
            )
        elif any(getattr(before, name) != value for name, value in asdict(portfolio).items()):
            raise CleanbillError(f"Portfolio {portfolio.portfolio_id} was offered as another file. Name it anew.")
        models.Purchase.objects.using(store.alias).create(
            purchase_id=purchase_id, portfolio_id=portfolio.portfolio_id, state="offered", offered_on=by.on
        )
        return {
            "portfolio": portfolio.portfolio_id,
            "sale_file_sha256": portfolio.sale_file_sha256,
            "accounts": portfolio.accounts,
            "face_cents": portfolio.face_cents,
        }

    take(store, Step(f"{purchase_id}/offer", "offer", purchase_id, by, "prepare", details), do)


def _sellable(portfolio: Portfolio) -> None:
    if portfolio.seller_kind not in OFFER_KINDS:
        raise CleanbillError(
            f"{portfolio.seller_kind!r} is no kind of seller. The seller is one of {', '.join(OFFER_KINDS)}."
        )
    if portfolio.accounts <= 0 or portfolio.face_cents <= 0:
        raise CleanbillError(
            f"Portfolio {portfolio.portfolio_id} has no account that can be bought. Its quality.csv says why."
        )


# Adds one of the staff, or changes what they may do. The first adds themself.


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

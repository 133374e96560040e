"""What funds are bound by, as it stands in the store: every version, what is in force, and what may still be spent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.fund import CASH, Terms, read_terms, written
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.facts import By, FundTerms
from cleanbill.records.step import Details, Step, take
from cleanbill.records.steps import by_another, decide
from cleanbill.records.store import Store

SPENT = ("owned", "abolished")  # what was recalled before its abolition was paid back
NAMED = ("chosen", *SPENT)


def fund_terms(store: Store) -> tuple[FundTerms, ...]:
    """Every version of every fund's terms, by fund and version."""
    return tuple(map(_fact, models.FundTerms.objects.using(store.alias).order_by("fund_id", "version")))


def in_force(store: Store) -> dict[str, FundTerms]:
    """By fund, the newest terms that were approved."""
    return {fund_term.fund_id: fund_term for fund_term in fund_terms(store) if fund_term.decision == "approved"}


def binding(store: Store, funds: Collection[str], on: date) -> dict[str, Terms]:
    """The terms of `funds` by which they may spend on a day. Raises CleanbillError where one is not bound, or late."""
    held = in_force(store)
    if unbound := sorted(set(funds) - held.keys()):
        raise CleanbillError(
            f"Fund {', '.join(unbound)} has no terms in force, so nothing may be spent of it. One person proposes them "
            "with `cleanbill fund bind FILE`, another approves them: "
            f"`cleanbill fund bind --approve {unbound[0]} --version N`."
        )
    for one in (held[name] for name in sorted(set(funds))):
        if one.decided_on is not None and on < one.decided_on:
            raise CleanbillError(f"The terms of fund {one.fund_id} are in force from {one.decided_on}, not on {on}.")
        if not one.terms.fund.restriction.on_time(on):
            raise CleanbillError(f"Fund {one.fund_id} may not spend on {on}: {one.terms.words}. Pay from another fund.")
    return {name: held[name].terms for name in set(funds)}


def within(store: Store, bound: dict[str, Terms], statuses: Collection[str], more: dict[str, int]) -> None:
    """Raises CleanbillError where a fund's accounts of `statuses` and `more` cents pass what its terms let it spend."""
    spent = _prices(store, statuses)
    for name, terms in sorted(bound.items()):
        over = spent.get(name, 0) + more.get(name, 0) - terms.cents
        if over > 0:
            raise CleanbillError(
                f"Fund {name} may spend {usd(terms.cents)} on debts in all, and this would be {usd(over)} more. Spend "
                "less, or bind the fund anew."
            )


def cash(store: Store) -> dict[str, int]:
    """Cents that each fund has, by what is posted."""
    rows = models.Posting.objects.using(store.alias).filter(account=CASH, entry__posted=True).order_by()
    return dict(rows.values_list("fund_id").annotate(Sum("cents")))


def unpromised(store: Store) -> dict[str, int]:
    """What each fund has, less what bids that are open or approved name already: the money is not there twice."""
    promised = _prices(store, ("chosen",))
    return {name: cents - promised.get(name, 0) for name, cents in cash(store).items()}


def spendable(store: Store) -> tuple[tuple[Terms, int], ...]:
    """Each fund's terms in force, and the cents that it may spend now: by its terms, and by what it has."""
    named, has = _prices(store, NAMED), unpromised(store)
    return tuple(
        (one.terms, max(0, min(one.terms.cents - named.get(name, 0), has.get(name, 0))))
        for name, one in in_force(store).items()
    )


def unchanged(store: Store, proposal: Any) -> None:
    """Raises CleanbillError where terms of a fund that pays for a bid came into force after the bid was made."""
    acts = models.Act.objects.using(store.alias)
    made = acts.get(step_key=f"{proposal.purchase_id}/propose bid/{proposal.number}").number
    paying = models.PurchasedAccount.objects.using(store.alias).filter(proposal=proposal).exclude(status="dropped")
    subjects = [subject(name) for name in paying.order_by().values_list("fund_id", flat=True).distinct()]
    later = acts.filter(number__gt=made, act="approve terms", subject__in=subjects).order_by("number").first()
    if later is not None:
        raise CleanbillError(
            f"New terms of {later.subject} came into force after the bid of {proposal.purchase_id} was made; its "
            "accounts were not held against them. Decline or withdraw it, and bid anew."
        )


def subject(fund_id: str) -> str:
    """What an act on a fund's terms is about."""
    return f"fund {fund_id}"


def _prices(store: Store, statuses: Collection[str]) -> dict[str, int]:
    rows = models.PurchasedAccount.objects.using(store.alias).filter(status__in=statuses).order_by()
    return dict(rows.values_list("fund_id").annotate(Sum("price_cents")))


def _fact(row: Any) -> FundTerms:
    terms = read_terms(row.fund_id, json.loads(row.terms))
    return FundTerms(row.version, terms, row.proposed_by, row.proposed_on, row.decision, row.decided_by, row.decided_on)


# Another person approves the terms of a fund, which are then in force, or declines them.


def approve_terms(store: Store, by: By, fund_id: str, version: int) -> None:
    """Approves the version of a fund's terms that was looked at; it takes the place of those in force."""
    _decided(store, by, fund_id, version, "approved")


def decline_terms(store: Store, by: By, fund_id: str, version: int) -> None:
    """Declines that version of a fund's terms; those in force stay."""
    _decided(store, by, fund_id, version, "declined")


def _decided(store: Store, by: By, fund_id: str, version: int, decision: str) -> None:
    act = {"approved": "approve terms", "declined": "decline terms"}[decision]
    rows = models.FundTerms.objects.using(store.alias).filter(fund_id=fund_id)

    def do() -> Details:
        row = rows.filter(decision="").first()
        if row is None or row.version != version:
            waits = "none waits" if row is None else f"version {row.version} waits: `cleanbill fund show` tells it"
            raise CleanbillError(f"Version {version} of the terms of fund {fund_id} does not wait; {waits}.")
        by_another(row, by, f"the terms of fund {fund_id}")
        if by.on < row.proposed_on:
            raise CleanbillError(f"These terms were proposed on {row.proposed_on}; they cannot be decided before.")
        decide(row, by, decision)
        return {"version": row.version, "terms_sha256": hashlib.sha256(row.terms.encode()).hexdigest()}

    take(store, Step(f"{subject(fund_id)}/{act}/{version}", act, subject(fund_id), by, "approve", {}), do)


# The terms of funds are proposed: how donors bound them. They bind once another person approves.


def propose_terms(store: Store, by: By, terms: Sequence[Terms]) -> tuple[str, ...]:
    """Proposes a version of each fund's terms; the funds of which it is new. What stands already stays as it is.

    Raises CleanbillError, and proposes none, where other terms of a fund wait to be approved.
    """
    known = {fund_term.fund_id: fund_term for fund_term in fund_terms(store) if fund_term.decision != "declined"}
    new = [term for term in terms if _other(known.get(term.fund.fund_id), term)]
    if waiting := [one.fund.fund_id for one in new if _open(known.get(one.fund.fund_id))]:
        raise CleanbillError(
            f"Other terms of fund {', '.join(waiting)} wait to be approved. Another person decides on them first: "
            f"`cleanbill fund bind --approve {waiting[0]} --version N`, or --decline."
        )
    for one in new:
        _proposed(store, by, one)
    return tuple(one.fund.fund_id for one in new)


def _other(known: object, terms: Terms) -> bool:
    return getattr(known, "terms", None) != terms


def _open(known: object) -> bool:
    return getattr(known, "decision", "approved") == ""


def _proposed(store: Store, by: By, terms: Terms) -> None:
    fund_id, told = terms.fund.fund_id, canonical(written(terms))
    rows = models.FundTerms.objects.using(store.alias)
    version = rows.filter(fund_id=fund_id).count() + 1

    def do() -> Details:
        rows.create(fund_id=fund_id, version=version, terms=told, proposed_by=by.user, proposed_on=by.on)
        return {"version": version, "terms_sha256": hashlib.sha256(told.encode()).hexdigest()}

    key = f"{subject(fund_id)}/propose terms/{version}"
    take(store, Step(key, "propose terms", subject(fund_id), by, "prepare", written(terms)), do)

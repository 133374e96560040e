"""What all proposals share: one person proposes, another approves or declines, and it is decided once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By
from cleanbill.records.step import Details, Step, take
from cleanbill.records.store import Store
from cleanbill.records.transitions import may_go

# Within a step: the purchase, as it stands, and its move to another state.


def found(store: Store, purchase_id: str) -> Any:
    """The row of a purchase; CleanbillError where there is none."""
    rows = models.Purchase.objects.using(store.alias).select_related("portfolio", "agreement")
    row = rows.filter(purchase_id=purchase_id).first()
    if row is None:
        raise CleanbillError(f"There is no purchase {purchase_id}. `purchases` lists those there are.")
    return row


def moved(row: Any, to: str, on: date, **facts: Any) -> None:
    """Moves a purchase to state `to` on a day, with what is known by then. Days do not go back."""
    may_go(row.purchase_id, row.state, to)
    days = (row.offered_on, row.analysed_on, row.bid_on, row.owned_on, row.abolished_on, row.notified_on)
    last = max(day for day in days if day is not None)
    if on < last:
        raise CleanbillError(f"Purchase {row.purchase_id} became {row.state} on {last}; it cannot become {to} before.")
    day = "ended_on" if to in ("refused", "withdrawn") else f"{to}_on"
    row.state = to
    for name, value in {day: on, **facts}.items():
        setattr(row, name, value)
    row.save(update_fields=["state", day, *facts])


def accounts(store: Store, purchase_id: str, status: str) -> Any:
    """Query of a purchase's accounts of one status, by line."""
    rows = models.PurchasedAccount.objects.using(store.alias)
    return rows.filter(purchase_id=purchase_id, status=status).order_by("line")


def propose(
    store: Store,
    by: By,
    purchase_id: str,
    kind: str,
    contents: Mapping[str, Any] | None,
    *,
    prepared: Callable[[Any, Any], tuple[str, Details]],
    step: str = "",
) -> None:
    """Makes the proposal. `prepared(purchase, proposal)` gives the hash of what is proposed, and the act's details.

    `contents` of the proposal are its inputs: the same again is a repeat. `step` names the step where a kind may be
    approved more than once; else the number of the proposal does.
    """
    rows = models.Proposal.objects.using(store.alias).filter(purchase_id=purchase_id, kind=kind)
    decided = rows.exclude(decision="") if step else rows.filter(decision="declined")
    number = decided.count() + 1

    def do() -> Details:
        row = found(store, purchase_id)
        proposal = models.Proposal(
            purchase_id=purchase_id, kind=kind, number=number, proposed_by=by.user, proposed_on=by.on
        )
        proposal.contents_sha256, details = prepared(row, proposal)
        if proposal.pk is None:
            proposal.save(using=store.alias)
        return {"contents_sha256": proposal.contents_sha256, **details}

    key = f"{purchase_id}/propose {kind}/{step or number}"
    take(store, Step(key, f"propose {kind}", purchase_id, by, "prepare", contents or {}), do)


def approve(
    store: Store,
    by: By,
    purchase_id: str,
    kind: str,
    contents_sha256: str,
    *,
    then: Callable[[Any, Any], Details],
    number: int = 0,
) -> None:
    """Another person approves; `then(purchase, proposal)` carries it out and gives the act's details.

    `number` says which, of a kind that may be approved more than once.
    """

    def do() -> Details:
        row = found(store, purchase_id)
        proposal = open_proposal(store, by, purchase_id, kind)
        if contents_sha256 and contents_sha256 != proposal.contents_sha256:
            raise CleanbillError(f"The {kind} that is proposed is not the one you looked at. Look again.")
        if number and number != proposal.number:
            raise CleanbillError(f"The {kind} that is open is number {proposal.number}, not {number}.")
        decide(proposal, by, "approved")
        return {"contents_sha256": proposal.contents_sha256, **then(row, proposal)}

    key = f"{purchase_id}/approve {kind}" + (f"/{number}" if number else "")
    step = Step(key, f"approve {kind}", purchase_id, by, "approve", {})
    take(store, step, do)


def open_proposal(store: Store, by: By, purchase_id: str, kind: str) -> Any:
    """The proposal to decide; CleanbillError where there is none, or where `by` made it."""
    rows = models.Proposal.objects.using(store.alias)
    proposal = rows.filter(purchase_id=purchase_id, kind=kind, decision="").first()
    if proposal is None:
        raise CleanbillError(f"No {kind} of purchase {purchase_id} is proposed. One person proposes, another decides.")
    by_another(proposal, by, f"this {kind}")
    if proposal.written_by == by.user:
        raise CleanbillError(
            f"{by.user} wrote the sponsor's words in this {kind}. Two different people are needed: let another decide."
        )
    if by.on < proposal.proposed_on:
        raise CleanbillError(f"This {kind} was proposed on {proposal.proposed_on}; it cannot be decided before.")
    return proposal


def by_another(proposal: Any, by: By, what: str) -> None:
    """Raises CleanbillError where `by` made the proposal that is to be decided."""
    if proposal.proposed_by == by.user:
        raise CleanbillError(f"{by.user} proposed {what}. Two different people are needed: let another decide.")


def decide(proposal: Any, by: By, decision: str) -> None:
    """Writes the decision."""
    proposal.decision, proposal.decided_by, proposal.decided_on = decision, by.user, by.on
    proposal.save(update_fields=["decision", "decided_by", "decided_on"])


# Declined: another person decides against a proposal, which may then be made anew in another form.


KINDS = ("bid", "abolition", "mailing", "remailing")


def decline(store: Store, by: By, purchase_id: str, kind: str, number: int = 1) -> None:
    """Declines proposal `number` of its kind; the accounts of a declined bid are dropped from it."""
    if kind not in KINDS:
        raise CleanbillError(f"There is no proposal of kind {kind!r}. Kinds are {', '.join(KINDS)}.")

    def do() -> Details:
        proposal = open_proposal(store, by, purchase_id, kind)
        if proposal.number != number:
            raise CleanbillError(f"The {kind} that is open is number {proposal.number}, not {number}.")
        decide(proposal, by, "declined")
        models.PurchasedAccount.objects.using(store.alias).filter(proposal=proposal).update(status="dropped")
        return {"number": number}

    key = f"{purchase_id}/decline {kind}/{number}"
    take(store, Step(key, f"decline {kind}", purchase_id, by, "approve", {}), do)

"""What a purchase waits for, and who of the staff may do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cleanbill.records import models, reading
from cleanbill.records.facts import Proposal, Purchase
from cleanbill.records.follow_ups import follow_up
from cleanbill.records.store import Store

# what is done in a state, where nothing is proposed
TO_DO = {"offered": "bid", "analysed": "bid", "bid": "own", "owned": "abolish", "abolished": "letters"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The command that is due, the role it needs, and who has that and may; nobody where more staff is needed.

    `sha256` is of the schedule of a bid that waits to be approved.
    """

    command: str
    role: str
    who: tuple[str, ...]
    sha256: str = ""


def next_step(store: Store, one: Purchase) -> NextStep | None:
    """The next step of a purchase, or None at its end."""
    if one.state in ("closed", "refused", "withdrawn"):
        return None
    proposals = reading.proposals(store, one.purchase_id)
    undecided = next((each for each in proposals if not each.decision), None)
    if undecided is not None:
        return _step(store, f"approve {one.purchase_id} {undecided.kind}", "approve", undecided)
    due, _, option = _due(store, one, proposals).partition(" ")
    return _step(store, f"{due} {one.purchase_id} {option}".rstrip(), "prepare", None)


def _due(store: Store, one: Purchase, proposals: tuple[Proposal, ...]) -> str:
    if one.state == "owned" and not one.held_cents:
        return "close"
    if one.state == "abolished" and any(each.kind == "mailing" and each.decision == "approved" for each in proposals):
        return "mailed"
    return _after_the_mailing(store, one.purchase_id) if one.state == "notified" else TO_DO[one.state]


def _after_the_mailing(store: Store, purchase_id: str) -> str:
    if reading.waiting_remailing(store, purchase_id) is not None:
        return "mailed --again"
    if models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id, status="to_send").exists():
        return "letters --again"
    return next((follow_up(kind).command for kind in reading.to_follow(store, purchase_id)), "close")


def _step(store: Store, command: str, role: str, undecided: Any) -> NextStep:
    not_these = set() if undecided is None else {undecided.proposed_by, undecided.written_by}
    who = tuple(one.user for one in reading.staff(store) if role in one.roles and one.user not in not_these)
    waits = undecided is not None and undecided.kind == "bid"
    return NextStep(command, role, who, undecided.contents_sha256 if waits else "")

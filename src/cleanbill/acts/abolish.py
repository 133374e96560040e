"""Debts are abolished, and what belongs to it: proposed, recalled by the seller, followed up, deleted at bureaus.

The approval is a decision of another person (`acts.purchases`). Once abolished a debt stays so, whatever the seller and
the fund settle between them. A court shows a judgment owed until its satisfaction is filed; a home bears a lien until
its release is; a seller may take payments until it ends the plan. Law: us/screens.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanbill.acts.office import Office
from cleanbill.acts.sealed_people import sealed_people
from cleanbill.records import By, Proposal, Purchase, Recall
from cleanbill.relief import Deletions, deletions_of
from cleanbill.vault import write_private


@dataclass(frozen=True, slots=True)
class Recalled:
    """An account that the seller recalled, and where its purchase stands."""

    recall: Recall
    purchase: Purchase

    @property
    def went_back(self) -> bool:
        """Whether it went back to the seller; else it stays abolished, and its debtor hears nothing."""
        return self.recall.settled == "refunded"


@dataclass(frozen=True, slots=True)
class DeletionFile:
    """The file that asks bureaus to delete accounts, its hash, and what it asks for and why not for others."""

    path: Path
    sha256: str
    deletions: Deletions


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """What was done for a line of a purchase, and the lines where the same is still to be done.

    `kind` is judgment, lien or payment plan; `taken_cents` what the seller took of a plan since the sale.
    """

    purchase_id: str
    kind: str
    line: int
    left: tuple[int, ...]
    taken_cents: int = 0


def propose_abolition(office: Office, by: By, purchase_id: str) -> Proposal:
    """Proposes to abolish all that a purchase holds; another person must approve it. Gives the last proposal of it."""
    office.store.propose_abolition(by, purchase_id)
    return [proposal for proposal in office.store.proposals(purchase_id) if proposal.kind == "abolition"][-1]


def recall_account(
    office: Office, by: By, purchase_id: str, line: int, *, reason: str, refund_cents: int | None = None
) -> Recalled:
    """Records that the seller recalls the account on a line of the schedule.

    `reason` is a code, such as paid, dispute or bankruptcy; `refund_cents` its whole price where not given. Raises
    CleanbillError where it is not ours, or the days agreed for a recall are over.
    """
    office.store.recall(by, purchase_id, line, reason=reason, refund_cents=refund_cents)
    (recall,) = (one for one in office.store.recalls(purchase_id) if one.line == line)
    return Recalled(recall, office.store.purchase(purchase_id))


def file_satisfaction(office: Office, by: By, purchase_id: str, line: int) -> FollowedUp:
    """Records that a satisfaction of judgment was filed with the court for an abolished account."""
    office.store.file_satisfaction(by, purchase_id, line)
    return _followed(office, purchase_id, "judgment", line)


def file_release(office: Office, by: By, purchase_id: str, line: int) -> FollowedUp:
    """Records that a release was filed where the lien of an abolished account is recorded."""
    office.store.file_release(by, purchase_id, line)
    return _followed(office, purchase_id, "lien", line)


def end_payment_plan(office: Office, by: By, purchase_id: str, line: int, taken_cents: int) -> FollowedUp:
    """Records that the seller takes no more payments on an abolished account, and what it took and pays back."""
    office.store.end_plan(by, purchase_id, line, taken_cents)
    return _followed(office, purchase_id, "payment plan", line, taken_cents)


def write_deletions(
    office: Office, by: By, purchase_id: str, to: Path, *, furnisher: str = "UNKNOWN", on: date | None = None
) -> DeletionFile:
    """Writes the file that asks bureaus to delete the abolished accounts of a purchase, for its owner alone to read.

    `furnisher` is the number under which the reporter is known to the bureau; `on` is the day of the rules, that of
    `by` where none is given. Raises CleanbillError where nothing is abolished, or the key was destroyed.
    """
    people = sealed_people(office, office.store.purchase(purchase_id).portfolio_id)
    deletions = deletions_of(people.abolished(office, purchase_id), furnisher, on or by.on)
    content = deletions.text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    office.store.take_out(by, purchase_id, "deletion file", count=deletions.lines, sha256=sha256)
    write_private(to, content)
    return DeletionFile(to, sha256, deletions)


def _followed(office: Office, purchase_id: str, kind: str, line: int, taken_cents: int = 0) -> FollowedUp:
    left = office.store.to_follow(purchase_id).get(kind, ())
    return FollowedUp(purchase_id, kind, line, left, taken_cents)

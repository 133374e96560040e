"""Declined: another person decides against a proposal, which may then be made anew in another form."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By
from cleanbill.records.steps.proposing import decide, open_proposal
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take

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

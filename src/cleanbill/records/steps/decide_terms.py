"""Another person approves the terms of a fund, which are then in force, or declines them."""

from __future__ import annotations

import hashlib

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.bound import subject
from cleanbill.records.facts import By
from cleanbill.records.steps.proposing import decide
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def approve_terms(store: Store, by: By, fund_id: str) -> None:
    """Approves the terms of a fund that wait; they take the place of those in force."""
    _decided(store, by, fund_id, "approve terms", "approved")


def decline_terms(store: Store, by: By, fund_id: str) -> None:
    """Declines the terms of a fund that wait; those in force stay."""
    _decided(store, by, fund_id, "decline terms", "declined")


def _decided(store: Store, by: By, fund_id: str, act: str, decision: str) -> None:
    rows = models.FundTerms.objects.using(store.alias).filter(fund_id=fund_id)
    version = rows.count()

    def do() -> Details:
        row = rows.filter(decision="").first()
        if row is None:
            raise CleanbillError(
                f"No terms of fund {fund_id} wait to be approved. `cleanbill fund bind` proposes some."
            )
        if row.proposed_by == by.user:
            raise CleanbillError(
                f"{by.user} proposed the terms of fund {fund_id}. Two different people are needed: let another decide."
            )
        if by.on < row.proposed_on:
            raise CleanbillError(f"These terms were proposed on {row.proposed_on}; they cannot be decided before.")
        decide(row, by, decision)
        return {"version": row.version, "terms_sha256": hashlib.sha256(row.terms.encode()).hexdigest()}

    take(store, Step(f"{subject(fund_id)}/{act}/{version}", act, subject(fund_id), by, "approve", {}), do)

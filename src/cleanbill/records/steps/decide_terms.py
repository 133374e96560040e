"""Another person approves the terms of a fund, which are then in force, or declines them."""

from __future__ import annotations

import hashlib

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.bound import subject
from cleanbill.records.facts import By
from cleanbill.records.steps.proposing import by_another, decide
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


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

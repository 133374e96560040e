"""Destroyed: the data is gone, and the hash of the certificate goes into the chain."""

from __future__ import annotations

from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.records.facts import By
from cleanbill.records.steps.approve_destruction import asked
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take

CERTIFIED = "certify destruction"


def certify_destruction(store: Store, by: By, portfolio_id: str, *, certificate_sha256: str, on: date) -> None:
    """Records the certificate of what was destroyed on a day, once it was approved."""
    told: Details = {"certificate_sha256": certificate_sha256, "destroyed_on": on.isoformat()}

    def do() -> Details:
        row = asked(store, portfolio_id)
        if not row.approved_by:
            raise CleanbillError(f"The destruction of portfolio {portfolio_id} is not approved.")
        row.certificate_sha256, row.destroyed_on = certificate_sha256, on
        row.save(update_fields=["certificate_sha256", "destroyed_on"])
        return told

    take(store, Step(f"{portfolio_id}/{CERTIFIED}", CERTIFIED, portfolio_id, by, "approve", told), do)

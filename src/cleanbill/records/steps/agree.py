"""Records an agreement with a holder. It is never changed: what was amended is a new agreement."""

from __future__ import annotations

from dataclasses import asdict

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import Agreement, By
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def agree(store: Store, by: By, agreement: Agreement) -> None:
    """Records an NDA, a BAA, or a PSA, which must ban resale."""
    if agreement.kind == "PSA" and not agreement.resale_ban:
        raise CleanbillError(
            f"Agreement {agreement.agreement_id} lets debts be resold. Debts are bought here only to be abolished: "
            "have the ban written into it."
        )
    told = asdict(agreement)
    told |= {name: str(told[name]) for name in ("effective_on", "expires_on")}

    def do() -> Details:
        models.Agreement.objects.using(store.alias).create(**asdict(agreement))
        return {"kind": agreement.kind, "effective_on": told["effective_on"], "expires_on": told["expires_on"]}

    subject = agreement.agreement_id
    take(store, Step(f"{subject}/agree", "record an agreement", subject, by, "prepare", told), do)

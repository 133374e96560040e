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
    term: Details = {} if agreement.keep_days is None else {"keep_days": agreement.keep_days}
    del told["keep_days"]  # where none is named, what was recorded before there was one is still the same
    told |= term

    def do() -> Details:
        models.Agreement.objects.using(store.alias).create(**asdict(agreement))
        days = {name: told[name] for name in ("effective_on", "expires_on")}
        return {"kind": agreement.kind, **days, **term}

    subject = agreement.agreement_id
    take(store, Step(f"{subject}/agree", "record an agreement", subject, by, "prepare", told), do)

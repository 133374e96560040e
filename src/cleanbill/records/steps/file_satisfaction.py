"""A satisfaction of judgment was filed with the court for an abolished account."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.records.facts import By
from cleanbill.records.steps.found import accounts
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def file_satisfaction(store: Store, by: By, purchase_id: str, line: int) -> None:
    """Records the filing for the account on `line` of the schedule."""

    def do() -> Details:
        row = accounts(store, purchase_id, "abolished").filter(line=line, judgment=True).first()
        if row is None:
            raise CleanbillError(f"Line {line} of purchase {purchase_id} is no abolished judgment.")
        if by.on < row.abolished_on:
            raise CleanbillError(f"Line {line} was abolished on {row.abolished_on}; nothing was satisfied before.")
        row.satisfaction_filed_on = by.on
        row.save(update_fields=["satisfaction_filed_on"])
        return {"line": line}

    key = f"{purchase_id}/file satisfaction/{line}"
    take(store, Step(key, "file satisfaction", purchase_id, by, "prepare", {"line": line}), do)

"""The schedule of a purchase: the accounts it names, as CSV, and its hash. It goes to the seller and nobody else."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from typing import Any

from cleanbill.records import models
from cleanbill.records.store import Store

COLUMNS = ("line", "holder", "account_id", "face_cents", "price_cents", "judgment")


def schedule_csv(store: Store, purchase_id: str) -> str:
    """The schedule as it was bid for: every account that was not dropped, by line. Amounts are whole cents."""
    return _csv(rows(store.alias, purchase_id))


def rows(alias: str, purchase_id: str) -> Iterable[Any]:
    """The rows of the schedule."""
    found = models.PurchasedAccount.objects.using(alias).filter(purchase_id=purchase_id).exclude(status="dropped")
    lines: Iterable[Any] = found.order_by("line").values_list(*COLUMNS).iterator(chunk_size=10_000)
    return lines


def schedule_sha256(lines: Iterable[Any]) -> str:
    """SHA-256 of the schedule of `lines`, in UTF-8."""
    return hashlib.sha256(_csv(lines).encode()).hexdigest()


def _csv(lines: Iterable[Any]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((*line[:-1], "yes" if line[-1] else "no") for line in lines)
    return written.getvalue()

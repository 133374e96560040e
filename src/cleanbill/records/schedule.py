"""The schedules of a purchase: the accounts it names, as CSV, and its hash.

That of a bid says which fund pays for each: who approves looks at it. That of a sale goes to the seller. No other is
shown them.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from typing import Any

from cleanbill.records import models
from cleanbill.records.store import Store

COLUMNS = ("line", "holder", "account_id", "face_cents", "price_cents", "judgment")
BID_COLUMNS = ("line", "portfolio", "holder", "account_id", "fund_id", "face_cents", "price_cents", "judgment")
BID_HEAD = ",".join(BID_COLUMNS).encode()  # what the file of such a schedule begins with


def schedule_csv(store: Store, purchase_id: str) -> str:
    """The schedule as it was bid for: every account that was not dropped, by line. Amounts are whole cents."""
    return _csv(rows(store.alias, purchase_id), COLUMNS)


def bid_csv(store: Store, purchase_id: str) -> str:
    """The same with the portfolio, and the fund that pays for each: what is looked at before a bid is approved."""
    return _csv(bid_rows(store.alias, purchase_id), BID_COLUMNS)


def bid_rows(alias: str, purchase_id: str) -> Iterable[Any]:
    """The rows of a bid's schedule."""
    return rows(
        alias, purchase_id, tuple("purchase__portfolio_id" if one == "portfolio" else one for one in BID_COLUMNS)
    )


def rows(alias: str, purchase_id: str, columns: tuple[str, ...] = COLUMNS) -> Iterable[Any]:
    """The rows of the schedule."""
    found = models.PurchasedAccount.objects.using(alias).filter(purchase_id=purchase_id).exclude(status="dropped")
    lines: Iterable[Any] = found.order_by("line").values_list(*columns).iterator(chunk_size=10_000)
    return lines


def schedule_sha256(lines: Iterable[Any]) -> str:
    """SHA-256 of the schedule of `lines`, in UTF-8."""
    return hashlib.sha256(_csv(lines, COLUMNS).encode()).hexdigest()


def bid_sha256(lines: Iterable[Any]) -> str:
    """SHA-256 of a bid's schedule of `lines`, in UTF-8."""
    return hashlib.sha256(_csv(lines, BID_COLUMNS).encode()).hexdigest()


def _csv(lines: Iterable[Any], columns: tuple[str, ...]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows((*line[:-1], "yes" if line[-1] else "no") for line in lines)
    return written.getvalue()

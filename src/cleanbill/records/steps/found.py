"""Within a step: the purchase, as it stands, and its move to another state."""

from __future__ import annotations

from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.store import Store
from cleanbill.records.transitions import may_go


def found(store: Store, purchase_id: str) -> Any:
    """The row of a purchase; CleanbillError where there is none."""
    rows = models.Purchase.objects.using(store.alias).select_related("portfolio", "agreement")
    row = rows.filter(purchase_id=purchase_id).first()
    if row is None:
        raise CleanbillError(f"There is no purchase {purchase_id}. `purchases` lists those there are.")
    return row


def moved(row: Any, to: str, on: date, **facts: Any) -> None:
    """Moves a purchase to state `to` on a day, with what is known by then. Days do not go back."""
    may_go(row.purchase_id, row.state, to)
    days = (row.offered_on, row.analysed_on, row.bid_on, row.owned_on, row.abolished_on, row.notified_on)
    last = max(day for day in days if day is not None)
    if on < last:
        raise CleanbillError(f"Purchase {row.purchase_id} became {row.state} on {last}; it cannot become {to} before.")
    day = "ended_on" if to in ("refused", "withdrawn") else f"{to}_on"
    row.state = to
    for name, value in {day: on, **facts}.items():
        setattr(row, name, value)
    row.save(update_fields=["state", day, *facts])


def accounts(store: Store, purchase_id: str, status: str) -> Any:
    """Query of a purchase's accounts of one status, by line."""
    rows = models.PurchasedAccount.objects.using(store.alias)
    return rows.filter(purchase_id=purchase_id, status=status).order_by("line")

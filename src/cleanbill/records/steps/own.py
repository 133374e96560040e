"""Owned: the seller took the bid, the bill of sale is signed, and the price is paid from each account's fund."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH, DEBT_HELD
from cleanbill.ledger import Posting, entry
from cleanbill.records import models
from cleanbill.records.books import write
from cleanbill.records.bound import SPENT, binding, cash, unchanged, within
from cleanbill.records.facts import Agreement, By
from cleanbill.records.schedule import rows, schedule_sha256
from cleanbill.records.steps.found import accounts, found, moved
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take
from cleanbill.records.transitions import may_go


def own(store: Store, by: By, purchase_id: str, *, agreement_id: str, sale_file_sha256: str) -> None:
    """Buys: under a purchase and sale agreement in force, and for the very file that was offered.

    Each fund that pays must be allowed to by its terms in force, which are those that the bid was made under.
    """

    def do() -> Details:
        row = found(store, purchase_id)
        may_go(purchase_id, row.state, "owned")
        _as_agreed(store, row, by, agreement_id, sale_file_sha256)
        _may_pay(store, purchase_id, by)
        accounts(store, purchase_id, "chosen").update(status="owned", owned_on=by.on)
        moved(row, "owned", by.on, agreement_id=agreement_id)
        owned = accounts(store, purchase_id, "owned").order_by("fund_id")
        _pay(store, row, by, list(owned.values_list("fund_id").annotate(Sum("price_cents"))))
        return {"agreement": agreement_id, "accounts": row.accounts, "face_cents": row.face_cents} | {
            "price_cents": row.price_cents,
            "schedule_sha256": row.schedule_sha256,
        }

    told = {"agreement": agreement_id, "sale_file_sha256": sale_file_sha256}
    take(store, Step(f"{purchase_id}/own", "own", purchase_id, by, "prepare", told), do)


def _as_agreed(store: Store, row: Any, by: By, agreement_id: str, sale_file_sha256: str) -> None:
    held = models.Agreement.objects.using(store.alias).filter(agreement_id=agreement_id, kind="PSA").values().first()
    if held is None or not Agreement(**held).holds(row.portfolio.holder, by.on):
        raise CleanbillError(
            f"{agreement_id} is no purchase and sale agreement with {row.portfolio.holder} in force on {by.on}. "
            "Record it."
        )
    if sale_file_sha256 != row.portfolio.sale_file_sha256:
        raise CleanbillError("The file that is sold is not the one that was offered: its hash differs. Ask the seller.")
    if schedule_sha256(rows(store.alias, row.purchase_id)) != row.schedule_sha256:
        raise CleanbillError("The accounts are not those of the schedule that was approved. Do not go on.")


def _may_pay(store: Store, purchase_id: str, by: By) -> None:
    proposals = models.Proposal.objects.using(store.alias)
    unchanged(store, proposals.get(purchase_id=purchase_id, kind="bid", decision="approved"))
    paying = accounts(store, purchase_id, "chosen").order_by().values_list("fund_id")
    prices = dict(paying.annotate(Sum("price_cents")))
    within(store, binding(store, prices.keys(), by.on), SPENT, prices)
    has = cash(store)
    if short := sorted(name for name, price in prices.items() if price > has.get(name, 0)):
        raise CleanbillError(
            f"Fund {', '.join(short)} has less than this purchase costs it, and would be overdrawn. Nothing is bought: "
            "let gifts come in first, or withdraw the purchase."
        )


def _pay(store: Store, row: Any, by: By, paid: list[tuple[str, int]]) -> None:
    postings = [
        posting
        for fund, cents in paid
        if cents
        for posting in (Posting(DEBT_HELD, fund, cents), Posting(CASH, fund, -cents))
    ]
    if postings:
        memo = f"Purchase {row.purchase_id}: {row.accounts} accounts bought"
        write(store.alias, entry(f"purchase-{row.purchase_id}-bought", by.on, memo, *postings))

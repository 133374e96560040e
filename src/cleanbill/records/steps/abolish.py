"""Recalled: the seller wants an account back.

Before abolition it goes back and its price is refunded. After, the debt is gone for good: seller
and fund settle between them, and the account, its debtor and their letter are not touched.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.db.models import Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH, DEBT_HELD, RELIEF_GIVEN
from cleanbill.ledger import Posting, entry
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.books import write
from cleanbill.records.facts import By
from cleanbill.records.step import Details, Step, take
from cleanbill.records.steps.proposals import accounts, approve, found, moved, propose
from cleanbill.records.store import Store
from cleanbill.records.transitions import may_go

# Abolition is proposed: of every account that is still held.


def propose_abolition(store: Store, by: By, purchase_id: str) -> None:
    """Proposes to abolish what the purchase holds."""

    def prepared(row: Any, _: Any) -> tuple[str, Details]:
        may_go(purchase_id, row.state, "abolished")
        rows = list(accounts(store, purchase_id, "owned").values_list("line", "face_cents"))
        if not rows:
            raise CleanbillError(f"Purchase {purchase_id} holds no account: the seller recalled them all. Close it.")
        return held_sha256(store, purchase_id), {"accounts": len(rows), "face_cents": sum(face for _, face in rows)}

    propose(store, by, purchase_id, "abolition", None, prepared=prepared)


def held_sha256(store: Store, purchase_id: str) -> str:
    """The hash of what is held: the lines of the schedule and their faces."""
    stored = accounts(store, purchase_id, "owned").values_list("line", "face_cents")
    text = canonical({"purchase": purchase_id, "held": [list(one) for one in stored]})
    return hashlib.sha256(text.encode()).hexdigest()


# Abolished: another person approves, and the debts are forgiven as a gift. It cannot be undone.


def approve_abolition(store: Store, by: By, purchase_id: str, contents_sha256: str = "") -> None:
    """Approves the open abolition and abolishes every account held."""

    def then(row: Any, proposal: Any) -> Details:
        if proposal.contents_sha256 != held_sha256(store, purchase_id):
            raise CleanbillError("Accounts were recalled since abolition was proposed. Decline it and propose it anew.")
        held = accounts(store, purchase_id, "owned")
        given = list(held.order_by("fund_id").values_list("fund_id").annotate(Sum("price_cents")))
        face = held.aggregate(Sum("face_cents"))["face_cents__sum"]
        count = held.update(status="abolished", abolished_on=by.on)
        moved(row, "abolished", by.on)
        _give(store, purchase_id, by, given, count)
        return {"accounts": count, "face_cents": face}

    approve(store, by, purchase_id, "abolition", contents_sha256, then=then)


def _give(store: Store, purchase_id: str, by: By, given: list[tuple[str, int]], count: int) -> None:
    postings = [
        posting
        for fund, cents in given
        if cents
        for posting in (Posting(RELIEF_GIVEN, fund, cents), Posting(DEBT_HELD, fund, -cents))
    ]
    if postings:
        memo = f"Purchase {purchase_id}: {count} accounts abolished as a gift"
        write(store.alias, entry(f"purchase-{purchase_id}-abolished", by.on, memo, *postings))


def recall(store: Store, by: By, purchase_id: str, line: int, *, reason: str, refund_cents: int | None = None) -> None:
    """The account on `line` of the schedule is recalled; `refund_cents` is its whole price where not given.

    Less than the price is agreed only after abolition. `reason` is a code, such as paid, dispute, bankruptcy.
    """

    def do() -> Details:
        row = found(store, purchase_id)
        account = _account(store, row, line)
        refund = account.price_cents if refund_cents is None else refund_cents
        before = account.status == "owned"
        _allowed(row, account, by, refund, before)
        if before:
            account.status, account.recalled_on = "recalled", by.on
            account.save(update_fields=["status", "recalled_on"])
        settled = "refunded" if before else "seller"
        models.Recall.objects.using(store.alias).create(
            account=account, reason=reason, settled=settled, recalled_on=by.on, refund_cents=refund
        )
        _refund(store, account, by, refund, DEBT_HELD if before else RELIEF_GIVEN)
        return {"line": line, "reason": reason, "settled": settled, "refund_cents": refund}

    inputs = {"line": line, "reason": reason, "refund_cents": "all" if refund_cents is None else refund_cents}
    take(store, Step(f"{purchase_id}/recall/{line}", "recall", purchase_id, by, "prepare", inputs), do)


def _account(store: Store, row: Any, line: int) -> Any:
    rows = models.PurchasedAccount.objects.using(store.alias).filter(purchase_id=row.purchase_id, line=line)
    account = rows.filter(status__in=("owned", "abolished")).first()
    if account is None:
        raise CleanbillError(f"Line {line} of purchase {row.purchase_id} is no account that was bought and is ours.")
    return account


def _allowed(row: Any, account: Any, by: By, refund: int, before: bool) -> None:
    if not 0 <= refund <= account.price_cents or (before and refund != account.price_cents):
        raise CleanbillError(
            f"A refund of {refund} cents is not possible: before abolition it is the price, {account.price_cents}, "
            "and after it at most that."
        )
    if by.on < (account.abolished_on or account.owned_on):
        raise CleanbillError("The recall is dated before what it recalls.")
    last = account.owned_on + timedelta(days=row.agreement.recall_window_days)
    if before and by.on > last:
        raise CleanbillError(f"The seller may recall until {last} by agreement {row.agreement_id}. It stays ours.")


def _refund(store: Store, account: Any, by: By, cents: int, against: str) -> None:
    if cents:
        name = f"purchase-{account.purchase_id}-recalled-{account.line}"
        memo = f"Purchase {account.purchase_id}: line {account.line} recalled, refunded by the seller"
        fund = account.fund_id
        write(store.alias, entry(name, by.on, memo, Posting(CASH, fund, cents), Posting(against, fund, -cents)))

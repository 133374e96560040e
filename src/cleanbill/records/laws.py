"""Law 5 on the store, after each step: face bought = abolished + recalled + still held.

What the deal says was bought is held against its accounts, and the debt held in the
ledger, fund by fund, against the prices of the accounts still held.
"""

from __future__ import annotations

from django.db.models import Count, Q, Sum

from cleanbill.core.errors import BrokenLaw
from cleanbill.fund import DEBT_HELD
from cleanbill.records.models import Posting, Purchase, PurchasedAccount


def check(alias: str) -> None:
    """Raises BrokenLaw, which takes the step back with it."""
    faces(alias)
    held(alias)


def faces(alias: str) -> None:
    """Every purchase: its face, price and number of accounts are those of its accounts, whatever became of them."""
    ours = Q(status__in=("owned", "abolished", "recalled"))
    found = {
        row["purchase_id"]: (row["n"], row["face"], row["price"])
        for row in PurchasedAccount.objects.using(alias)
        .filter(ours)
        .values("purchase_id")
        .annotate(n=Count("id"), face=Sum("face_cents"), price=Sum("price_cents"))
    }
    bought = Purchase.objects.using(alias).filter(owned_on__isnull=False)
    told = {row[0]: row[1:] for row in bought.values_list("purchase_id", "accounts", "face_cents", "price_cents")}
    if off := sorted(one for one in found.keys() | told.keys() if found.get(one) != told.get(one)):
        raise BrokenLaw(
            f"Law 5: what purchase {', '.join(off)} bought is not what was abolished, recalled or is still held. "
            "Nothing was recorded."
        )


def held(alias: str) -> None:
    """Every fund: the debt held in the books is the price of the accounts held."""
    accounts = PurchasedAccount.objects.using(alias).filter(status="owned", price_cents__gt=0)
    prices = dict(accounts.values_list("fund_id").annotate(Sum("price_cents")))
    postings = Posting.objects.using(alias).filter(account=DEBT_HELD, entry__posted=True)
    books = {fund: cents for fund, cents in postings.values_list("fund_id").annotate(Sum("cents")) if cents}
    if prices != books:
        off = sorted(fund for fund in prices.keys() | books.keys() if prices.get(fund) != books.get(fund))
        raise BrokenLaw(
            f"Law 5: the books of fund {', '.join(off)} hold debts at another price than its accounts. "
            "Debts are bought, abolished and recalled only through their purchase. Nothing was recorded."
        )

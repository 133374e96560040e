"""The ledger in the database: entries in, a `Ledger` out. The database refuses what does not balance or overdraws."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.fund import HANDLING
from cleanbill.ledger import Entry, Ledger, Posting, entry, reversal
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.facts import By
from cleanbill.records.restrictions import binding
from cleanbill.records.step import Details, Step, take
from cleanbill.records.steps import found
from cleanbill.records.store import Store

# The schedules of a purchase: the accounts it names, as CSV, and its hash.
#
# That of a bid says which fund pays for each: who approves looks at it. That of a sale goes to the seller. No other is
# shown them.


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


# The bill of sale: one page that assigns the accounts of the schedule, named by hashes, to be abolished.


@dataclass(frozen=True, slots=True)
class BillOfSale:
    """What is sold, by whom, to whom, for how much; amounts in cents, of the whole purchase as it was sold."""

    purchase_id: str
    portfolio_id: str
    agreement_id: str
    seller: str
    buyer: str
    on: date
    accounts: int
    face_cents: int
    price_cents: int
    sale_file_sha256: str
    schedule_sha256: str

    def text(self) -> str:
        """The page as plain text, ready to be printed and signed."""
        return "\n".join(
            (
                "BILL OF SALE",
                "",
                f"Purchase {self.purchase_id}, portfolio {self.portfolio_id}, {self.on.isoformat()}",
                "",
                f"Under agreement {self.agreement_id}, {self.seller} (the seller)",
                f"assigns to {self.buyer} (the buyer) all its rights, title and interest",
                "in the accounts that the schedule names, and in no others.",
                "",
                f"Accounts   {self.accounts:,}",
                f"Face       {usd(self.face_cents)}",
                f"Price      {usd(self.price_cents)}",
                f"Sale file  SHA-256 {self.sale_file_sha256}",
                f"Schedule   SHA-256 {self.schedule_sha256}",
                "",
                "The buyer buys these accounts only to abolish them. It shall not collect them, nor sell or assign",
                "them to anyone.",
                "",
                "Seller ______________________________    Date ____________",
                "",
                "Buyer  ______________________________    Date ____________",
                "",
            )
        )


def bill_of_sale(store: Store, purchase_id: str, buyer: str) -> BillOfSale:
    """The bill of sale of a purchase that is owned, or was: the same whatever was recalled or abolished since."""
    row = found(store, purchase_id)
    if row.owned_on is None:
        raise CleanbillError(f"Purchase {purchase_id} is {row.state}: a bill of sale is of what was bought.")
    if schedule_sha256(rows(store.alias, purchase_id)) != row.schedule_sha256:
        raise CleanbillError("The accounts are not those of the schedule that was bought. Verify the store.")
    return BillOfSale(
        purchase_id=purchase_id,
        portfolio_id=row.portfolio_id,
        agreement_id=row.agreement_id,
        seller=row.portfolio.holder,
        buyer=buyer,
        on=row.owned_on,
        accounts=row.accounts,
        face_cents=row.face_cents,
        price_cents=row.price_cents,
        sale_file_sha256=row.portfolio.sale_file_sha256,
        schedule_sha256=row.schedule_sha256,
    )


OF_PURCHASES = "purchase-"  # entries that only a purchase makes begin with it


def post(store: Store, by: By, posted: Iterable[Entry]) -> int:
    """Posts entries all or none; how many were new. An entry that is there already, and the same, is left.

    Raises CleanbillError where an id is there with other contents, a fund would be overdrawn, or handling is paid from
    one that is not bound.
    """
    given = [entry(one.entry_id, one.posted_on, one.memo, *one.postings) for one in posted]
    if any(one.entry_id.startswith(OF_PURCHASES) for one in given):
        raise CleanbillError(f"An entry's id begins with {OF_PURCHASES!r}: such entries are made by a purchase alone.")
    new = _new(store, given)

    def do() -> Details:
        handled = {
            posting.fund_id
            for each in new
            for posting in each.postings
            if posting.account == HANDLING and posting.cents > 0
        }
        binding(store, handled, by.on)
        return _written(store, new)

    if new:
        take(store, _step(by, "post entries", new), do)
    return len(new)


def reverse(store: Store, by: By, entry_id: str, why: str) -> None:
    """Corrects: posts the entry that undoes `entry_id`, once. What a purchase posted is not undone so."""
    if entry_id.startswith(OF_PURCHASES):
        raise CleanbillError("What a purchase posted is not reversed by hand: recall accounts instead.")
    undone = reversal(_entry(store, entry_id), by.on, why)
    if not models.Entry.objects.using(store.alias).filter(entry_id=undone.entry_id).exists():
        take(store, _step(by, "reverse an entry", [undone]), lambda: _written(store, [undone]))


def write(alias: str, new: Entry) -> None:
    """Within a step: writes an entry, its postings, and posts it."""
    row = models.Entry.objects.using(alias).create(entry_id=new.entry_id, posted_on=new.posted_on, memo=new.memo)
    models.Posting.objects.using(alias).bulk_create(
        models.Posting(entry=row, line=line, account=one.account, fund_id=one.fund_id, cents=one.cents)
        for line, one in enumerate(new.postings, 1)
    )
    models.Entry.objects.using(alias).filter(number=row.number).update(posted=True)


def entries(store: Store) -> Ledger:
    """Everything posted, in the order in which it was."""
    postings: dict[int, list[Posting]] = defaultdict(list)
    rows = models.Posting.objects.using(store.alias).filter(entry__posted=True).order_by("entry_id", "line")
    for number, *posting in rows.values_list("entry_id", "account", "fund_id", "cents"):
        postings[number].append(Posting(*posting))
    posted = models.Entry.objects.using(store.alias).filter(posted=True).order_by("number")
    return Ledger(
        tuple(
            Entry(entry_id, posted_on, memo, tuple(postings[number]))
            for number, entry_id, posted_on, memo in posted.values_list("number", "entry_id", "posted_on", "memo")
        )
    )


def balances(store: Store) -> dict[tuple[str, str], int]:
    """Cents by (account, fund), debits less credits; none that is zero."""
    rows = models.Posting.objects.using(store.alias).filter(entry__posted=True)
    summed = rows.values_list("account", "fund_id").annotate(Sum("cents")).order_by("account", "fund_id")
    return {(account, fund): cents for account, fund, cents in summed if cents}


def _new(store: Store, given: list[Entry]) -> list[Entry]:
    ids = {one.entry_id for one in given}
    if len(ids) < len(given):
        raise CleanbillError("An entry is given twice in one posting. Remove one of the two.")
    there = {one.entry_id: one for one in entries(store).entries if one.entry_id in ids}
    other = sorted(one.entry_id for one in given if there.get(one.entry_id, one) != one)
    if other:
        raise CleanbillError(
            f"{len(other)} entries are posted already with other contents, such as {other[0]}. What is posted never "
            "changes: reverse it, and post the right one under a new id."
        )
    return [one for one in given if one.entry_id not in there]


def _entry(store: Store, entry_id: str) -> Entry:
    found = next((one for one in entries(store).entries if one.entry_id == entry_id), None)
    if found is None:
        raise CleanbillError(f"There is no entry {entry_id} to reverse.")
    return found


def _step(by: By, act: str, new: list[Entry]) -> Step:
    parts = [
        [one.entry_id, one.posted_on.isoformat(), one.memo, [[p.account, p.fund_id, p.cents] for p in one.postings]]
        for one in new
    ]
    sha256 = hashlib.sha256(canonical({"entries": parts}).encode()).hexdigest()
    return Step(f"{act}/{sha256}", act, "ledger", by, "books", {"entries": parts})


def _written(store: Store, new: list[Entry]) -> Details:
    for one in new:
        write(store.alias, one)
    debits = sum(posting.cents for one in new for posting in one.postings if posting.cents > 0)
    return {"entries": len(new), "debits_cents": debits}

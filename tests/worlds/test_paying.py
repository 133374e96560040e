"""The books of a payer beside its registry: what is owed, spent and to be recovered is the same in both."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH, Fund, gift
from cleanbill.ledger import Ledger
from cleanbill.payer.payment_run import Payable, PayeeRemittance
from cleanbill.worlds.pay import EXPENSE, INTEREST, PAYABLE, RECEIVABLE, post_approved, post_run
from tests.payer.test_paying import START, Book, claim, table, year_of_claims

MONEY = 10**9


def opened(cents: int) -> Ledger:
    """Books whose fund has so much."""
    return Ledger().post(
        gift(Fund("trust", "Trust"), "appropriation", START - timedelta(days=1), cents, "for the year")
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_on_every_day_the_books_say_what_the_registry_says(seed: int, duckdb_engine: Any) -> None:
    claims, book, ledger = year_of_claims(seed, 25), Book(duckdb_engine), opened(MONEY)
    runs = sorted(Random(seed).sample(range(150), 4))
    approvals = {row["approved_on"] for row in claims}
    for on in (START + timedelta(days=n) for n in range(151)):
        if on in approvals:
            ledger = post_approved(duckdb_engine, table(claims, Payable), ledger, on=on)
        if (on - START).days in runs:
            book.run(claims, on)
            ledger = post_run(duckdb_engine, table(book.remittance, PayeeRemittance), ledger, on=on)
            _the_same(ledger, book.reconciled(claims, on))
    assert ledger.balance(CASH, "trust") < MONEY


def _the_same(ledger: Ledger, told: dict[str, int]) -> None:
    assert -ledger.balance(PAYABLE, "trust") == told["due_cents"]
    assert ledger.balance(RECEIVABLE, "trust") == told["owed_cents"]
    assert ledger.balance(INTEREST, "trust") == told["interest_cents"]
    assert MONEY - ledger.balance(CASH, "trust") == told["paid_cents"]
    assert sum(ledger.balance(account, "trust") for account in EXPENSE.values()) == told["approved_cents"]


def test_a_run_that_the_fund_cannot_pay_is_refused(duckdb_engine: Any) -> None:
    book = Book(duckdb_engine)
    book.run([claim("A", 500)], START)
    remitted = table(book.remittance, PayeeRemittance)
    with pytest.raises(CleanbillError, match="less cash"):
        post_run(duckdb_engine, remitted, opened(499), on=START)
    ledger = post_run(duckdb_engine, remitted, opened(500), on=START)
    assert ledger.balance(CASH, "trust") == 0
    with pytest.raises(CleanbillError):
        post_run(duckdb_engine, remitted, ledger, on=START)  # a run is posted once


def test_a_day_is_posted_once(duckdb_engine: Any) -> None:
    claims = table([claim("A", 500)], Payable)
    ledger = post_approved(duckdb_engine, claims, Ledger(), on=START)
    with pytest.raises(CleanbillError, match="posted already"):
        post_approved(duckdb_engine, claims, ledger, on=START)
    assert post_approved(duckdb_engine, claims, ledger, on=date(2030, 1, 1)) == ledger

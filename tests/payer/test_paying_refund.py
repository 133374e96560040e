"""A payee sends money back: it owes less, once; the next remittance says so, by forwarded balance or by claim."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cleanbill.payer.payment_run import provider_adjustments
from tests.payer.test_paying import START, Book, Row, claim

DAY = START + timedelta(days=10)


def said(book: Book, carried: Any, on: date) -> list[tuple[str, str, int]]:
    """(code, reference, cents) of the run of `on`."""
    rows = book.con.to_pyarrow(provider_adjustments(*book.held(), carried=carried)).to_pylist()
    return sorted((row["code"], row["reference"], row["cents"]) for row in rows if row["run_on"] == on)


def owing(con: Any) -> tuple[Book, list[Row]]:
    """H1 was paid 10,000 for A and 4,000 for B, which are void on day 1: 14,000 owed, 3,000 of it withheld from C."""
    book, claims = Book(con), [claim("A", 10_000), claim("B", 4_000)]
    book.run(claims, DAY)
    claims += [claim(name, 0, version=2, approved_on=DAY) for name in "AB"] + [claim("C", 3_000, approved_on=DAY)]
    book.run(claims, DAY + timedelta(days=1))
    return book, claims


def test_what_was_sent_back_is_not_withheld_again(engine: Any) -> None:
    book, claims = owing(engine)
    sent = {"fund_id": "trust", "payee_id": "H1", "reference": "CHEQUE*1", "amount_cents": 5_000}
    book.refund.append(sent | {"refunded_on": DAY + timedelta(days=2)})
    assert book.reconciled(claims, DAY + timedelta(days=2))["owed_cents"] == 14_000 - 3_000 - 5_000
    claims.append(claim("D", 9_000, approved_on=DAY))
    third = DAY + timedelta(days=3)
    (paid,) = book.run(claims, third)
    # 14,000 - 3,000 - 5,000 = 6,000 still owed, taken from 9,000
    assert (paid["opening_cents"], paid["withheld_cents"], paid["paid_cents"], paid["closing_cents"]) == (
        6_000, 6_000, 3_000, 0,
    )  # fmt: skip
    # 11,000 were carried forward by the first remittance of the second day; 5,000 came by cheque
    assert said(book, "FB", third) == [("72", "CHEQUE-1", -5_000), ("FB", "20250112000001", 11_000)]
    # by claim, the oldest first: 3,000 of A were met by C, then 7,000 of A and 4,000 of B
    assert said(book, "WO", third) == [("72", "CHEQUE-1", -5_000), ("WO", "A", 7_000), ("WO", "B", 4_000)]


def test_a_balance_goes_out_under_its_own_trace_or_by_claim(engine: Any) -> None:
    book, _ = owing(engine)
    second = DAY + timedelta(days=1)
    assert said(book, "FB", second) == [("FB", "20250112000001", -11_000)]
    # 3,000 of A's 10,000 are recovered at once; 7,000 and all 4,000 of B are put off
    assert said(book, "WO", second) == [("WO", "A", -7_000), ("WO", "B", -4_000)]


def test_a_balance_that_does_not_move_is_not_told(duckdb_engine: Any) -> None:
    book, claims = owing(duckdb_engine)
    third, fourth = DAY + timedelta(days=2), DAY + timedelta(days=3)
    claims.append(claim("Z", 0, approved_on=DAY))  # a denied claim: a remittance of nothing
    book.run(claims, third)
    assert said(book, "FB", third) == []
    claims.append(claim("D", 20_000, approved_on=DAY))
    book.run(claims, fourth)
    assert said(book, "FB", fourth) == [("FB", "20250112000001", 11_000)]  # that of the day that carried it


def test_a_run_of_a_day_before_a_refund_adds_nothing(duckdb_engine: Any) -> None:
    book, claims = owing(duckdb_engine)
    sent = {"fund_id": "trust", "payee_id": "H1", "reference": "1", "amount_cents": 11_000}
    book.refund.append(sent | {"refunded_on": DAY + timedelta(days=9)})
    claims.append(claim("D", 9_000, approved_on=DAY))
    assert book.run(claims, DAY + timedelta(days=8)) == []
    assert [row["paid_cents"] for row in book.run(claims, DAY + timedelta(days=9))] == [9_000]


@pytest.mark.parametrize("carried", ["FB", "WO"])
def test_interest_capitation_and_budget_each_by_their_own_name(carried: str, duckdb_engine: Any) -> None:
    book, late = Book(duckdb_engine), START + timedelta(days=75)
    month = {"kind": "capitation", "clean": False}
    budget = {"kind": "budget", "clean": False}
    claims = [claim("A", 100_000), claim("capitation:2025-03:H1", 500, **month), claim("budget:H1", 70, **budget)]
    (paid,) = book.run(claims, late)  # A is 30 days late: 1,479
    assert said(book, carried, late) == [
        ("CT", "capitation-2025-03-H1", -500), ("L6", "A", -1_479), ("PI", "budget-H1", -70),
    ]  # fmt: skip
    assert paid["paid_cents"] == 100_000 + 1_479 + 500 + 70

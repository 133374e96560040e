"""A grant pays for each account once, within its days and its sum; what is drawn is what was spent."""

from __future__ import annotations

from datetime import date

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH, GRANTS, GRANTS_DUE, Drawdown, Grant, Spent, drawdown, entries_of
from cleanbill.ledger import Ledger

GRANT = Grant("arpa-1", "county", 1_000, date(2026, 1, 1), date(2026, 12, 31))
ON = date(2026, 7, 1)


def spent(account: str, cents: int, on: date = ON) -> Spent:
    return Spent("hospital", account, on, cents)


def drawn(*accounts: Spent, earlier: tuple[Drawdown, ...] = ()) -> Drawdown:
    return drawdown(f"d{len(earlier)}", GRANT, accounts, earlier, date(2026, 8, 1))


def test_what_is_drawn_is_what_was_spent_and_the_books_say_so() -> None:
    one = drawn(spent("A", 400), spent("B", 100))
    two = drawn(spent("C", 500), earlier=(one,))
    book = Ledger().post(*entries_of(one), *entries_of(two))
    assert one.cents + two.cents == 1_000
    assert book.balance(CASH, "county") == 1_000 == -book.balance(GRANTS, "county")
    assert book.balance(GRANTS_DUE, "county") == 0


def test_too_much_too_late_or_twice_is_refused() -> None:
    one = drawn(spent("A", 600))
    for wrong in (
        lambda: drawn(spent("B", 401), earlier=(one,)),
        lambda: drawn(spent("A", 1), earlier=(one,)),
        lambda: drawn(spent("B", 1), spent("B", 1)),
        lambda: drawn(spent("B", 1, date(2027, 1, 1))),
        drawn,
    ):
        with pytest.raises(CleanbillError):
            wrong()

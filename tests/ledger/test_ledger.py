"""The ledger: entries balance in each fund, are posted once, and add up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.ledger import Ledger, Posting, entry

DAY = date(2025, 1, 1)


def test_an_entry_balances_in_each_fund() -> None:
    with pytest.raises(CleanbillError, match="does not balance"):
        entry("e", DAY, "", Posting("a", "one", 5), Posting("b", "two", -5))
    with pytest.raises(CleanbillError, match="no postings"):
        entry("e", DAY, "")


def test_an_entry_is_posted_once() -> None:
    one = entry("e", DAY, "", Posting("a", "one", 5), Posting("b", "one", -5))
    with pytest.raises(CleanbillError, match="posted already"):
        Ledger().post(one).post(one)
    with pytest.raises(CleanbillError, match="posted already"):
        Ledger().post(one, one)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.sampled_from("xy"), st.integers(1, 10**9)))
)
def test_balances_equal_a_plain_sum(moves: list[tuple[str, str, str, int]]) -> None:
    entries = [
        entry(f"e{n}", DAY, "", Posting(to, fund, cents), Posting(of, fund, -cents))
        for n, (to, of, fund, cents) in enumerate(moves)
    ]
    ledger = Ledger().post(*entries)
    for fund in "xy":
        for account in "abc":
            wanted = sum(c * ((to == account) - (of == account)) for to, of, f, c in moves if f == fund)
            assert ledger.balance(account, fund) == wanted
    assert sum(int(str(row["cents"])) for row in ledger.rows()) == 0
    assert len(list(ledger.rows())) == 2 * len(moves)

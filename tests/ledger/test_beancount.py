"""The books as a beancount file load in beancount with the same totals."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.ledger import Ledger, Posting, account_name, beancount, entry

loader = pytest.importorskip("beancount.loader", reason="beancount is not installed")
DAY = date(2026, 1, 1)
FUNDS = ("f-1", "a b", "é")
ACCOUNTS = ("assets:cash", "assets:debt held", "income:gifts", "expenses:relief given")


def totals(text: str) -> dict[str, Decimal]:
    entries, errors, _ = loader.load_string(text)
    assert not errors, errors
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in entries:
        for posting in getattr(one, "postings", ()):
            found[posting.account] += posting.units.number
    return found


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(1, 10**9), st.sampled_from(ACCOUNTS), st.sampled_from(FUNDS)),
        min_size=1, max_size=12,
    )
)  # fmt: skip
@settings(max_examples=20, deadline=None)
def test_totals_are_the_same_in_beancount(moves: list[tuple[int, int, str, str]]) -> None:
    book = Ledger()
    for number, (days, cents, account, fund) in enumerate(moves):
        other = "liabilities:other"
        postings = (Posting(account, fund, cents), Posting(other, fund, -cents))
        book = book.post(entry(f'e"{number}', DAY + timedelta(days=days), 'said "so"\\', *postings))
    found = totals(beancount(book))
    for account in (*ACCOUNTS, "liabilities:other"):
        for fund in {fund for *_, fund in moves}:
            assert found.get(account_name(account, fund), 0) * 100 == book.balance(account, fund)


def test_an_empty_ledger_is_a_file_too() -> None:
    assert totals(beancount(Ledger())) == {}


@pytest.mark.parametrize(
    ("account", "fund", "name"),
    [
        ("assets:debt held", "fund-1", "Assets:Debt-held:Fund-1"),
        ("income:gifts", "1st", "Income:Gifts:1st"),
        ("assets:cash", "ß", "Assets:Cash:X-df-"),
        ("assets:cash", "a_b", "Assets:Cash:A-5f-b"),
    ],
)
def test_names_are_those_that_beancount_allows(account: str, fund: str, name: str) -> None:
    assert account_name(account, fund) == name


def test_an_account_without_a_root_is_refused() -> None:
    with pytest.raises(CleanbillError, match="begins with none"):
        account_name("cash", "f")

"""Entries go into the database and come out the same; posted again they are left; corrections are new entries."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.ledger import Entry, Ledger, Posting, entry, reversal
from cleanbill.records import Store
from tests.records import drive
from tests.records.drive import by

DAY = date(2026, 11, 3)
AMOUNTS = st.lists(st.integers(1, 10**12), min_size=1, max_size=4)


def moved(name: str, amounts: list[int], fund: str = "north") -> Entry:
    """Gifts of these amounts, in one entry."""
    postings = (Posting("assets:cash", fund, cents) for cents in amounts)
    return entry(name, DAY, "Gift", *postings, Posting("income:gifts", fund, -sum(amounts)))


@pytest.fixture
def books(store: Store) -> Store:
    drive.staffed(store)
    return store


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=3))
def test_what_goes_in_comes_out_and_goes_in_once(books: Store, amounts: list[list[int]]) -> None:
    before = books.entries()
    start = len(before.entries)
    new = [moved(f"gift-{start + number}", one) for number, one in enumerate(amounts)]
    assert books.post(by("ann", 3), new) == len(new)
    acts = books.head()
    assert books.post(by("ann", 9), [*new, *before.entries]) == 0
    assert books.head() == acts
    after = books.entries()
    assert after == before.post(*new)
    oracle = {(account, "north"): after.balance(account, "north") for account in ("assets:cash", "income:gifts")}
    assert books.balances() == oracle


def test_a_growing_export_is_posted_again_and_only_the_new_counts(books: Store) -> None:
    books.post(by("ann", 3), [moved("a", [5])])
    assert books.post(by("ann", 4), [moved("a", [5]), moved("b", [7])]) == 1
    assert books.balances()["assets:cash", "north"] == 12


def test_the_same_id_with_other_contents_is_refused_and_nothing_posted(books: Store) -> None:
    books.post(by("ann", 3), [moved("a", [5])])
    with pytest.raises(CleanbillError, match="other contents"):
        books.post(by("ann", 4), [moved("b", [7]), moved("a", [6])])
    with pytest.raises(CleanbillError, match="given twice"):
        books.post(by("ann", 4), [moved("b", [7]), moved("b", [7])])
    assert len(books.entries().entries) == 1


def test_all_or_none_where_the_second_overdraws(books: Store) -> None:
    spent = entry("s", DAY, "", Posting("assets:cash", "north", -6), Posting("costs", "north", 6))
    with pytest.raises(CleanbillError, match="overdrawn"):
        books.post(by("ann", 3), [moved("a", [5]), spent])
    assert books.entries() == Ledger()


def test_an_entry_made_by_hand_that_does_not_balance_is_refused(books: Store) -> None:
    with pytest.raises(CleanbillError, match="does not balance"):
        books.post(by("ann", 3), [Entry("x", DAY, "", (Posting("assets:cash", "north", 5),))])


def test_a_correction_is_a_new_entry_made_once(books: Store) -> None:
    wrong = moved("a", [5, 7])
    books.post(by("ann", 3), [wrong])
    books.reverse(by("ann", 4), "a", "counted twice")
    books.reverse(by("ann", 5), "a", "counted twice")
    undone = reversal(wrong, date(2026, 11, 4), "counted twice")
    assert books.entries().entries == (wrong, undone)
    assert books.balances() == {}
    with pytest.raises(CleanbillError, match="no entry b"):
        books.reverse(by("ann", 4), "b", "")


def test_the_books_of_debts_move_only_through_a_purchase(store: Store) -> None:
    drive.run(store)
    with pytest.raises(CleanbillError, match="made by a purchase alone"):
        store.post(by("ann", 20), [moved("purchase-p2-bought", [5])])
    with pytest.raises(CleanbillError, match="not reversed by hand"):
        store.reverse(by("ann", 20), "purchase-p1-bought", "")
    held = entry("h", DAY, "", Posting("assets:debt held", "south", 5), Posting("assets:cash", "south", -5))
    before = drive.state(store)
    with pytest.raises(BrokenLaw, match="Law 5"):
        store.post(by("ann", 20), [held])
    assert drive.state(store) == before


def test_only_who_keeps_the_books_posts(books: Store) -> None:
    with pytest.raises(CleanbillError, match="'books'"):
        books.post(by("bob", 3), [moved("a", [5])])

"""The records themselves refuse what a seller corrected, and what was destroyed: no surface has to ask first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.records import Returned, Store
from tests.records import drive
from tests.records.drive import DAY, PREPARED, by, destruction_steps, proposed, steps

CORRECTED = {"corrected_by": "mercy-2", "holder": "Mercy", "sale_file_sha256": "ba" * 32}
GONE = "mercy-2 corrects mercy-1, which is no longer on offer. Withdraw what is not bought yet, and offer mercy-2"


def taken(store: Store, count: int) -> None:
    """All is prepared, and the first steps of a purchase are taken."""
    for step in (*PREPARED, *steps()[:count]):
        step(store)


def test_a_bid_on_a_file_that_was_corrected_since_is_not_approved(store: Store) -> None:
    taken(store, 3)
    store.correct_portfolio(by("ann", 5), "mercy-1", **CORRECTED)
    before = drive.state(store)
    with pytest.raises(CleanbillError, match=GONE):
        store.approve_bid(by("bob", 5), "p1", proposed(store, "p1"))
    assert drive.state(store) == before
    store.withdraw(by("ann", 6), "p1")


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_nor_is_it_offered_analysed_bid_for_or_bought(store: Store, count: int) -> None:
    taken(store, count)
    store.correct_portfolio(by("ann", 5), "mercy-1", **CORRECTED)
    before = drive.state(store)
    with pytest.raises(CleanbillError, match=GONE):
        steps()[count](store)
    assert drive.state(store) == before


def test_what_was_bought_before_its_correction_stays_bought_and_goes_on(store: Store) -> None:
    taken(store, 5)
    store.correct_portfolio(by("ann", 6), "mercy-1", **CORRECTED)
    for step in steps()[3:]:  # those taken before among them: a repeat changes nothing
        step(store)
    (one,) = store.purchases()
    assert one.state == "closed"


def test_a_correction_is_an_act_of_the_chain_once_and_by_the_same_holder(store: Store) -> None:
    taken(store, 1)
    for wrong, why in (
        ({"holder": "Grace"}, "mercy-1 is of Mercy, not of Grace"),
        ({"corrected_by": "mercy-1"}, "does not correct itself"),
    ):
        with pytest.raises(CleanbillError, match=why):
            store.correct_portfolio(by("ann", 5), "mercy-1", **CORRECTED | wrong)
    with pytest.raises(CleanbillError, match="bob has not the role 'prepare'"):
        store.correct_portfolio(by("bob", 5), "mercy-1", **CORRECTED)
    assert store.corrections() == {}
    for _ in range(2):
        store.correct_portfolio(by("ann", 5), "mercy-1", **CORRECTED)
    assert store.corrections() == {"mercy-1": "mercy-2"}
    assert [one.act for one in store.acts()].count("correct a portfolio") == 1
    with pytest.raises(CleanbillError, match="was done already, with other values"):
        store.correct_portfolio(by("ann", 5), "mercy-1", **CORRECTED | {"corrected_by": "mercy-3"})
    store.offer(by("ann", 5), "p2", replace(drive.portfolio("mercy-2"), received_on=DAY))


def test_of_data_that_is_destroyed_nothing_is_taken_out_and_no_address_is_noted(store: Store) -> None:
    taken(store, len(steps()))
    store.take_out(by("ann", 12), "p1", "letters", count=2, sha256="cd" * 32)
    for step in destruction_steps():
        step(store)
    with pytest.raises(CleanbillError, match="Nothing of it can be taken out again"):
        store.take_out(by("ann", 15), "p1", "letters", count=2, sha256="cd" * 32)
    moved = Returned(2, by("ann", 15).on, "moved", drive.home(2, 2))
    with pytest.raises(CleanbillError, match="A new address has no place"):
        store.came_back(by("ann", 15), "p1", [moved])
    store.came_back(by("ann", 15), "p1", [replace(moved, address="")])

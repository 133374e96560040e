"""What a fund is bound by is kept: proposed by one, in force when another approves, never written anew."""

from __future__ import annotations

from datetime import date

import pytest

from cleanbill import records
from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Area, Fund, Restriction, Rung, Terms, handling
from cleanbill.records import Chosen, Store
from tests.records import drive
from tests.records.drive import ACCOUNTS, NORTH, SALE_FILE, by, proposed, steps

MISSOURI = Restriction((Rung(Area("state", frozenset({"MO"}))),), spend_by=date(2026, 12, 31))
TIGHT, LOOSE = Terms(Fund("north", "North", MISSOURI), 700), Terms(NORTH, 1_000)


@pytest.fixture
def staffed(store: Store) -> Store:
    for step in (one for one in drive.PREPARED if one not in drive.BINDING):
        step(store)
    return store


def bind(store: Store, *terms: Terms, on: int = 2) -> None:
    for name in store.propose_terms(by("ann", on), terms):
        store.approve_terms(by("bob", on), name, drive.waiting(store, name))


def test_terms_come_out_as_they_went_in_and_each_version_stays(staffed: Store) -> None:
    bind(staffed, TIGHT)
    bind(staffed, LOOSE, on=3)
    assert [(one.version, one.terms, one.decided_by, one.decided_on) for one in staffed.fund_terms()] == [
        (1, TIGHT, "bob", date(2026, 11, 2)),
        (2, LOOSE, "bob", date(2026, 11, 3)),
    ]
    assert staffed.in_force()["north"].version == 2
    told = [(one.act, one.who, one.subject) for one in staffed.acts() if "terms" in one.act]
    assert told == [(f"{act} terms", who, "fund north") for act, who in [("propose", "ann"), ("approve", "bob")] * 2]


def test_the_same_terms_again_are_no_new_version(staffed: Store) -> None:
    assert staffed.propose_terms(by("ann", 2), [TIGHT]) == ("north",)
    assert staffed.propose_terms(by("ann", 2), [TIGHT]) == ()
    staffed.approve_terms(by("bob", 2), "north", 1)
    before = drive.state(staffed)
    staffed.approve_terms(by("bob", 2), "north", 1)
    assert staffed.propose_terms(by("ann", 2), [TIGHT]) == ()
    assert drive.state(staffed) == before


def test_nobody_binds_a_fund_alone(staffed: Store) -> None:
    staffed.propose_terms(by("ann", 3), [TIGHT])
    with pytest.raises(CleanbillError, match="wait to be approved"):
        staffed.propose_terms(by("ann", 3), [Terms(Fund("west", "West"), 1), LOOSE])
    assert [one.fund_id for one in staffed.fund_terms()] == ["north"], "all are proposed or none"
    staffed.set_roles(by("ann", 3), "ann", {"staff", "prepare", "approve", "books"})
    for decide in (records.Store.approve_terms, records.Store.decline_terms):
        with pytest.raises(CleanbillError, match="Two different people"):
            decide(staffed, by("ann", 3), "north", 1)
        with pytest.raises(CleanbillError, match="cannot be decided before"):
            decide(staffed, by("bob", 2), "north", 1)
        with pytest.raises(CleanbillError, match="Version 1 of the terms of fund west does not wait; none waits"):
            decide(staffed, by("bob", 3), "west", 1)
        with pytest.raises(CleanbillError, match="Version 2 of the terms of fund north does not wait; version 1 waits"):
            decide(staffed, by("bob", 3), "north", 2)
    with pytest.raises(CleanbillError, match="has not the role 'prepare'"):
        staffed.propose_terms(by("bob", 3), [Terms(Fund("west", "West"), 1)])
    assert staffed.in_force() == {}
    staffed.decline_terms(by("bob", 3), "north", 1)
    bind(staffed, LOOSE, on=3)
    assert [one.decision for one in staffed.fund_terms()] == ["declined", "approved"]


def test_nothing_is_bid_for_that_the_terms_do_not_allow(staffed: Store) -> None:
    for step in steps()[:2]:
        step(staffed)

    def bid(on: int = 5, *, month: int = 11) -> None:
        at = by("ann", on).at.replace(month=month)
        staffed.propose_bid(records.By("ann", at), "p1", ACCOUNTS[:1])

    with pytest.raises(CleanbillError, match="Fund north has no terms in force"):
        bid()
    staffed.propose_terms(by("ann", 4), [TIGHT])
    with pytest.raises(CleanbillError, match="Fund north has no terms in force"):
        bid()
    staffed.approve_terms(by("bob", 6), "north", 1)
    with pytest.raises(CleanbillError, match="in force from 2026-11-06, not on 2026-11-05"):
        bid()
    with pytest.raises(CleanbillError, match="not given for this place"):
        bid(6)
    bind(staffed, Terms(Fund("north", "North", Restriction(spend_by=date(2026, 11, 7))), 499), on=6)
    with pytest.raises(CleanbillError, match=r"may spend \$4.99 on debts in all, and this would be \$0.01 more"):
        bid(7)
    with pytest.raises(CleanbillError, match="may not spend on 2026-11-08"):
        bid(8)
    bind(staffed, Terms(NORTH, 500), on=8)
    bid(8)


def test_what_a_fund_may_spend_it_may_spend_once(staffed: Store) -> None:
    """500 of 700 stand in one bid: another of 300 passes the terms, though the fund has 1,000."""
    bind(staffed, Terms(NORTH, 700))
    for step in steps("p1", ACCOUNTS[:1])[:3]:
        step(staffed)
    (told,) = staffed.spendable()
    assert told == (Terms(NORTH, 700), 200)
    for step in steps("p2", ACCOUNTS[2:])[:2]:
        step(staffed)
    with pytest.raises(CleanbillError, match=r"\$1.00 more"):
        steps("p2", ACCOUNTS[2:])[2](staffed)
    staffed.decline(by("bob", 5), "p1", "bid")
    steps("p2", ACCOUNTS[2:])[2](staffed)
    assert staffed.spendable() == ((Terms(NORTH, 700), 400),)


def test_a_bid_under_terms_that_were_replaced_is_neither_approved_nor_bought(staffed: Store) -> None:
    bind(staffed, LOOSE, Terms(drive.SOUTH, 2_000))
    for step in steps()[:3]:
        step(staffed)
    bind(staffed, Terms(NORTH, 900), on=5)
    with pytest.raises(CleanbillError, match="New terms of fund north came into force after the bid of p1"):
        steps()[3](staffed)
    staffed.decline(by("bob", 5), "p1", "bid")
    for step in steps()[2:4]:
        step(staffed)
    bind(staffed, LOOSE, on=5)
    with pytest.raises(CleanbillError, match="New terms of fund north"):
        staffed.own(by("ann", 6), "p1", agreement_id="psa-1", sale_file_sha256=SALE_FILE)
    staffed.withdraw(by("ann", 6), "p1")


def test_a_bid_for_debts_that_another_purchase_bought_since_is_not_approved(staffed: Store) -> None:
    bind(staffed, Terms(NORTH, 2_000), Terms(drive.SOUTH, 2_000))
    for step in steps()[:3]:
        step(staffed)
    for step in steps("p2", (Chosen("Mercy", "B-1", "mercy|a1", "north", 50_000, 200),))[:5]:
        step(staffed)
    with pytest.raises(CleanbillError, match="1 debts of the bid were bought by another purchase since"):
        steps()[3](staffed)
    assert staffed.purchase("p1").state == "analysed"
    assert proposed(staffed, "p1"), "it waits still: to be declined"


def test_handling_is_paid_only_from_a_fund_that_is_bound(staffed: Store) -> None:
    spent = handling("north", date(2026, 11, 5), 100, "postage")
    with pytest.raises(CleanbillError, match="Fund north has no terms in force"):
        staffed.post(by("ann", 5), [spent])
    bind(staffed, LOOSE)
    assert staffed.post(by("ann", 5), [spent]) == 1

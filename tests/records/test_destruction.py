"""Destruction in the records: asked for by one, approved by another, certified; refused while a purchase is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.records import Store, TakenIn
from tests.records import drive
from tests.records.conftest import Opened
from tests.records.drive import DAY, PREPARED, TAKEN_IN, by, destruction_steps, portfolio, steps
from tests.records.test_guards import refused

DONE = {"certificate_sha256": "ce" * 32, "on": date(2026, 11, 14)}
NEW = (
    "INSERT INTO records_destruction (portfolio_id, agreement_id, asked_by, asked_on, approved_by, approved_on, "
    "certificate_sha256) VALUES ('x', '', 'ann', '2026-11-13', 'bob', '2026-11-13', '')"
)


def run(store: Store, *more: Callable[[Store], Any]) -> None:
    for step in (*PREPARED, *steps(), *more):
        step(store)


def test_one_asks_another_approves_and_the_chain_tells_it(store: Store) -> None:
    run(store, *destruction_steps())
    (one,) = store.destructions()
    assert (one.asked_by, one.approved_by, one.approved_on, one.destroyed_on) == (
        "ann", "bob", date(2026, 11, 14), date(2026, 11, 14),
    )  # fmt: skip
    told = [(act.act, act.who, act.subject) for act in store.acts()][-3:]
    assert told == [
        ("ask destruction", "ann", "mercy-1"),
        ("approve destruction", "bob", "mercy-1"),
        ("certify destruction", "bob", "mercy-1"),
    ]
    assert '"certificate_sha256":"' + "ce" * 32 in store.acts()[-1].details
    before = drive.state(store)
    for step in destruction_steps():
        step(store)
    assert drive.state(store) == before


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (1, r"p1 .* is offered.*relief bid p1` \(ann\), or `cleanbill relief withdraw p1`"),
        (3, r"is analysed.*relief approve p1 bid` \(bob\), or"),
        (5, r"is owned.*relief abolish p1` \(ann\)\.$"),
        (8, r"is abolished.*relief letters p1` \(ann\)\.$"),
        (13, r"is notified.*relief close p1` \(ann\)\.$"),
    ],
)
def test_while_a_purchase_is_open_nobody_may_ask(store: Store, until: int, says: str) -> None:
    for step in (*PREPARED, *steps()[:until]):
        step(store)
    with pytest.raises(CleanbillError, match=says):
        store.ask_destruction(by("ann", 13), TAKEN_IN)
    assert store.destructions() == ()


def test_a_purchase_that_opens_after_it_was_asked_for_stops_it(store: Store) -> None:
    run(store, destruction_steps()[0])
    store.offer(by("ann", 13), "p2", portfolio())
    with pytest.raises(CleanbillError, match="Purchase p2 of portfolio mercy-1 is offered"):
        store.approve_destruction(by("bob", 14), TAKEN_IN)
    store.withdraw(by("ann", 14), "p2")
    store.approve_destruction(by("bob", 14), TAKEN_IN)
    with pytest.raises(CleanbillError, match=r"was destroyed\. Take the seller's file in anew"):
        store.offer(by("ann", 14), "p3", portfolio())


def test_a_portfolio_that_was_never_offered_may_go_too(store: Store) -> None:
    for step in PREPARED:
        step(store)
    never = TakenIn("grace-1", "Grace", "cd" * 32, DAY)
    with pytest.raises(CleanbillError, match="taken in on 2026-11-02"):
        store.ask_destruction(by("ann", 1), never)
    store.ask_destruction(by("ann", 2), never)
    store.approve_destruction(by("bob", 2), never)
    assert store.destructions()[0].agreement_id == ""


def test_who_may_what(store: Store) -> None:
    run(store)
    with pytest.raises(CleanbillError, match="Nobody asked to destroy portfolio mercy-1"):
        store.approve_destruction(by("bob", 14), TAKEN_IN)
    with pytest.raises(CleanbillError, match="bob has not the role 'prepare'"):
        store.ask_destruction(by("bob", 13), TAKEN_IN)
    store.set_roles(by("ann", 13), "ann", {"staff", "books", "prepare", "approve"})
    store.ask_destruction(by("ann", 13), TAKEN_IN)
    with pytest.raises(CleanbillError, match="Two different people"):
        store.approve_destruction(by("ann", 14), TAKEN_IN)
    with pytest.raises(CleanbillError, match="cannot be decided before"):
        store.approve_destruction(by("bob", 12), TAKEN_IN)
    with pytest.raises(CleanbillError, match="is not approved"):
        store.certify_destruction(by("bob", 14), "mercy-1", **DONE)  # type: ignore[arg-type]
    store.approve_destruction(by("bob", 14), TAKEN_IN)
    store.set_roles(by("ann", 14), "cy", {"prepare"})
    with pytest.raises(CleanbillError, match="cy has not the role 'approve'"):
        store.approve_destruction(by("cy", 14), TAKEN_IN)  # which he would finish
    destruction_steps()[2](store)
    with pytest.raises(CleanbillError, match="with other values"):
        store.certify_destruction(by("bob", 14), "mercy-1", certificate_sha256="ab" * 32, on=DAY)


def test_what_is_declined_stays_and_may_be_asked_for_anew(store: Store) -> None:
    run(store)
    with pytest.raises(CleanbillError, match="Nobody asked"):
        store.decline_destruction(by("bob", 14), "mercy-1", "a suit is pending")
    store.set_roles(by("ann", 13), "ann", {"staff", "books", "prepare", "approve"})
    store.ask_destruction(by("ann", 13), TAKEN_IN)
    for who, day, why, says in (
        ("ann", 14, "no", "Two different people"), ("bob", 12, "no", "cannot be decided before"),
        ("bob", 14, " ", "Say why"), ("bob", 14, "x" * 201, "Say why"),
    ):  # fmt: skip
        with pytest.raises(CleanbillError, match=says):
            store.decline_destruction(by(who, day), "mercy-1", why)
    for _ in range(2):
        store.decline_destruction(by("bob", 14), "mercy-1", "a suit is pending")
    (act,) = (one for one in store.acts() if one.act == "decline destruction")
    assert (act.who, act.subject, act.details) == ("bob", "mercy-1", '{"number":1,"why":"a suit is pending"}')
    with pytest.raises(CleanbillError, match="declined this destruction on 2026-11-14: a suit is pending"):
        store.approve_destruction(by("bob", 15), TAKEN_IN)
    with pytest.raises(CleanbillError, match="cannot be asked for anew before"):
        store.ask_destruction(by("ann", 13), TAKEN_IN)
    for day in (15, 16):
        store.ask_destruction(by("ann", day), TAKEN_IN)
    (one,) = store.destructions()
    assert (one.number, one.asked_on, one.declined_by) == (2, date(2026, 11, 15), "")
    store.decline_destruction(by("bob", 16), "mercy-1", "still pending")
    store.ask_destruction(by("ann", 17), TAKEN_IN)
    store.approve_destruction(by("bob", 17), TAKEN_IN)
    with pytest.raises(CleanbillError, match="only done from here on"):
        store.decline_destruction(by("bob", 17), "mercy-1", "too late")
    store.ask_destruction(by("ann", 18), TAKEN_IN)
    assert store.destructions()[0].number == 3, "asked for, and approved: nothing is asked anew"


def test_the_database_refuses_to_decide_otherwise_what_was_declined(opened: Opened) -> None:
    run(opened.store, destruction_steps()[0])
    again = "UPDATE records_destruction SET declined_by = '{}', declined_on = '2026-11-14', declined_why = '{}'"
    refused(opened, again.format("ann", "x"), "declined_by_another")
    refused(opened, again.format("bob", ""), "destruction_declined")
    refused(opened, "UPDATE records_destruction SET number = 2", "otherwise never changed")
    opened.store.decline_destruction(by("bob", 14), "mercy-1", "a suit is pending")
    refused(opened, again.format("eve", "a suit is pending"), "otherwise never changed")
    refused(opened, again.format("bob", "another"), "otherwise never changed")
    approved = "UPDATE records_destruction SET approved_by = 'eve', approved_on = '2026-11-14'"
    refused(opened, approved, "otherwise never changed")
    forgotten = "declined_by = '', declined_on = NULL, declined_why = ''"
    refused(opened, f"UPDATE records_destruction SET {forgotten}", "otherwise never changed")
    refused(opened, f"UPDATE records_destruction SET {forgotten}, number = 3", "otherwise never changed")


def test_the_database_itself_refuses(opened: Opened) -> None:
    run(opened.store, destruction_steps()[0])
    refused(opened, NEW, "approved by another person later")
    approved = "UPDATE records_destruction SET approved_by = '{}', approved_on = '2026-11-14'"
    refused(opened, approved.format("ann"), "destruction_two_people")
    refused(opened, "UPDATE records_destruction SET approved_by = 'bob'", "destruction_approved")
    refused(opened, "UPDATE records_destruction SET asked_by = 'eve'", "otherwise never changed")
    done = "certificate_sha256 = 'x', destroyed_on = '2026-11-14'"
    refused(opened, f"UPDATE records_destruction SET {done}", "then certified once")
    opened.store.offer(by("ann", 13), "p2", portfolio())
    refused(opened, approved.format("bob"), "still open")
    opened.store.withdraw(by("ann", 13), "p2")
    destruction_steps()[1](opened.store)
    refused(opened, approved.format("eve"), "otherwise never changed")
    refused(opened, "UPDATE records_destruction SET agreement_id = 'x'", "otherwise never changed")
    refused(opened, "UPDATE records_destruction SET certificate_sha256 = 'x'", "destruction_done")
    refused(
        opened,
        "INSERT INTO records_purchase (purchase_id, portfolio_id, state, offered_on, programme, qualified, "
        "qualified_face_cents, accounts, face_cents, price_cents, schedule_sha256, letters, held_back) "
        "VALUES ('p3', 'mercy-1', 'offered', '2026-11-14', '', 0, 0, 0, 0, 0, '', 0, 0)",
        "is destroyed",
    )
    destruction_steps()[2](opened.store)
    refused(opened, "UPDATE records_destruction SET certificate_sha256 = 'x'", "otherwise never changed")
    refused(opened, "DELETE FROM records_destruction", "never deleted")

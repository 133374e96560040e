"""What must follow an abolition is tracked per account: judgments, liens and payment plans alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cleanbill import records
from cleanbill.core.errors import CleanbillError
from cleanbill.records import Store
from tests.records.conftest import Opened
from tests.records.drive import ACCOUNTS, PREPARED, by, steps

ONE, TWO, THREE = ACCOUNTS
PRESSED = (replace(ONE, lien=True, payment_plan=True), TWO, replace(THREE, lien=True))  # the third is recalled
DO = {
    "judgment": (records.Store.file_satisfaction, {}, 2),
    "lien": (records.Store.file_release, {}, 1),
    "payment plan": (records.Store.end_plan, {"taken_cents": 5_000}, 1),
}


@pytest.fixture
def mailed(opened: Opened) -> Opened:
    """Letters are out, and nothing that must follow is done."""
    for step in (*PREPARED, *steps("p1", PRESSED)[:12]):
        step(opened.store)
    return opened


def next_command(store: Store) -> str:
    due = store.next_step(store.purchase("p1"))
    assert due is not None
    return due.command


def test_each_is_due_from_the_abolition_until_it_is_done(opened: Opened) -> None:
    store, told = opened.store, []
    for step in (*PREPARED, *steps("p1", PRESSED)[:12]):
        step(store)
        told.append(store.to_follow("p1"))
    every = {"judgment": (2,), "lien": (1,), "payment plan": (1,)}
    at = next(place for place, each in enumerate(told) if each)
    assert told[at:] == [every] * (len(told) - at)
    assert at == len(PREPARED) + 7, "the step that abolishes"
    for kind in ("judgment", "lien", "payment plan"):
        assert next_command(store) == f"{records.follow_up(kind).command} p1"
        with pytest.raises(CleanbillError, match=f"1 {kind}s of purchase p1"):
            store.close_purchase(by("ann", 12), "p1")
        do, facts, line = DO[kind]
        do(store, by("ann", 11), "p1", line, **facts)  # type: ignore[operator]
        do(store, by("ann", 12), "p1", line, **facts)  # type: ignore[operator]
        del every[kind]
        assert store.to_follow("p1") == every
    assert next_command(store) == "close p1"
    store.close_purchase(by("ann", 12), "p1")
    one = store.accounts("p1")[0]
    assert (str(one.lien_released_on), str(one.plan_ended_on), one.plan_taken_cents) == (
        "2026-11-11",
        "2026-11-11",
        5_000,
    )


@pytest.mark.parametrize("what", DO)
def test_what_does_not_follow_is_refused(mailed: Opened, what: str) -> None:
    do, facts, line = DO[what]
    run: Any = do
    for wrong in (3, 9):  # recalled, and none
        with pytest.raises(CleanbillError, match=f"is no abolished {what}"):
            run(mailed.store, by("ann", 11), "p1", wrong, **facts)
    with pytest.raises(CleanbillError, match="nothing followed before"):
        run(mailed.store, by("ann", 7), "p1", line, **facts)


def test_what_a_seller_took_is_said_once(mailed: Opened) -> None:
    with pytest.raises(CleanbillError, match="below zero"):
        mailed.store.end_plan(by("ann", 11), "p1", 1, -1)
    for cents in (50_001, 10**22):
        with pytest.raises(CleanbillError, match=r"more than line 1 owed, \$500.00"):
            mailed.store.end_plan(by("ann", 11), "p1", 1, cents)
    mailed.store.end_plan(by("ann", 11), "p1", 1, 0)
    with pytest.raises(CleanbillError, match="with other values"):
        mailed.store.end_plan(by("ann", 11), "p1", 1, 5)
    before = mailed.store.balances()
    assert mailed.store.to_follow("p1") == {"judgment": (2,), "lien": (1,)}
    assert mailed.store.balances() == before, "no fund has part in it"
    with pytest.raises(CleanbillError, match="nothing that must follow"):
        records.follow_up("garnishment")


@pytest.mark.parametrize(
    ("line", "change"),
    [(1, "lien = FALSE"), (2, "lien = TRUE"), (2, "payment_plan = TRUE"), (1, "lien_released_on = NULL"),
     (1, "plan_taken_cents = 1"), (1, "plan_ended_on = NULL, plan_taken_cents = NULL")],
)  # fmt: skip
def test_what_was_done_stays(mailed: Opened, line: int, change: str) -> None:
    mailed.store.file_release(by("ann", 11), "p1", 1)
    mailed.store.end_plan(by("ann", 11), "p1", 1, 0)
    before = mailed.store.accounts("p1")
    with pytest.raises(Exception, match="what an account was and became stays"):
        mailed.outside(f"UPDATE records_purchasedaccount SET {change} WHERE line = {line}")
    assert mailed.store.accounts("p1") == before


@pytest.mark.parametrize("change", ["lien_released_on = '2026-11-12'", "plan_ended_on = '2026-11-12'"])
def test_nothing_is_done_that_was_not_due(mailed: Opened, change: str) -> None:
    with pytest.raises(Exception, match=r"account_(release|plan_ended)"):
        mailed.outside(f"UPDATE records_purchasedaccount SET {change} WHERE line = 2")

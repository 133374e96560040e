"""A purchase goes one way, two people decide, and what was abolished stays so."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleanbill import records
from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.fund import Area, Fund, Owed, Place, Purpose, Restriction, Rung, Terms
from cleanbill.ledger import Posting, entry
from cleanbill.records import TRANSITIONS, Agreement, By, Chosen, Portfolio, Store
from tests.records import drive
from tests.records.drive import ACCOUNTS, LETTERS, NORTH, SALE_FILE, SOUTH, by, proposed, steps

EXAMPLES = yaml.safe_load((Path(__file__).parent / "purchase.yaml").read_text("utf-8"))


def until(store: Store, count: int, purchase_id: str = "p1", accounts: tuple[Chosen, ...] = ACCOUNTS) -> None:
    """The first `count` steps of a purchase, on a store that is prepared."""
    if not store.staff():
        for step in drive.PREPARED:
            step(store)
    for step in steps(purchase_id, accounts)[:count]:
        step(store)


def only(store: Store) -> Any:
    (found,) = store.purchases()
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["name"])
def test_worked_examples(store: Store, example: dict[str, Any]) -> None:
    until(store, example["steps"])
    found = only(store)
    assert found.state == example["state"]
    assert {name: getattr(found, name) for name in example["purchase"]} == example["purchase"]
    balances = {f"{account} of {fund}": cents for (account, fund), cents in store.balances().items()}
    assert balances == example["balances"]


def test_a_second_run_of_every_step_changes_nothing(store: Store) -> None:
    drive.run(store)
    before = drive.state(store)
    drive.run(store)
    assert drive.state(store) == before


def test_the_same_step_with_other_values_is_refused(store: Store) -> None:
    until(store, 2)
    with pytest.raises(CleanbillError, match="done already, with other values"):
        store.offer(by("ann", 3), "p1", replace(drive.portfolio(), accounts=6))


def test_what_is_looked_at_again_is_analysed_anew_until_a_bid_is_open(store: Store) -> None:
    """A bid that was refused or declined is planned anew, with other screens and other counts."""
    until(store, 2)
    seen: dict[str, Any] = {"programme": "undue", "qualified_face_cents": 240_000}
    for qualified in (3, 4, 4, 3):
        store.analyse(by("ann", 5), "p1", **seen, qualified=qualified)
        assert (only(store).qualified, only(store).analysed_on) == (qualified, date(2026, 11, 4))
    assert [one.act for one in store.acts()].count("analyse") == 4, "4 twice in a row is a repeat"
    steps()[2](store)
    with pytest.raises(CleanbillError, match="Decline it"):
        store.analyse(by("ann", 5), "p1", **seen, qualified=2)
    store.decline(by("bob", 5), "p1", "bid")
    store.analyse(by("ann", 5), "p1", **seen, qualified=2)
    steps()[2](store)
    steps()[3](store)
    with pytest.raises(CleanbillError, match="cannot become analysed"):
        store.analyse(by("ann", 5), "p1", **seen, qualified=1)


def test_no_state_leads_to_collection_or_sale() -> None:
    states = set(TRANSITIONS) | {to for ways in TRANSITIONS.values() for to in ways}
    assert states == set(TRANSITIONS)
    bought = {"owned"}
    while more := {to for state in bought for to in TRANSITIONS[state]} - bought:
        bought |= more
    assert bought == {"owned", "abolished", "notified", "closed"}
    offered = {*vars(records), *dir(records.Store)}
    assert not [name for name in offered if any(word in name for word in ("collect", "sell", "undo", "assign"))]


def test_each_step_is_refused_wherever_the_purchase_is_not_ready(store: Store) -> None:
    """Every step of the way at every stage of it: only the next one is taken, and those done are repeats."""
    until(store, 0)
    way = [step for number, step in enumerate(steps()) if number not in (5, 8, 12)]  # recalls, a filing
    for done in range(len(way)):
        for step in way[done + 1 :]:
            before = drive.state(store)
            with pytest.raises(CleanbillError):
                step(store)
            assert drive.state(store) == before
        if done == len(way) - 1:
            steps()[12](store)
        way[done](store)
    assert only(store).state == "closed"


@pytest.mark.parametrize(("count", "what"), [(3, "bid"), (7, "abolition"), (10, "mailing")])
def test_nobody_approves_what_they_proposed(store: Store, count: int, what: str) -> None:
    until(store, count)
    approve, looked_at = getattr(Store, f"approve_{what}"), proposed(store, "p1", what)
    store.set_roles(by("ann", 9), "ann", {"staff", "prepare", "approve"})
    with pytest.raises(CleanbillError, match="Two different people are needed"):
        approve(store, by("ann", 9), "p1", looked_at)
    store.set_roles(by("ann", 9), "bob", {"prepare"})
    with pytest.raises(CleanbillError, match="has not the role 'approve'"):
        approve(store, by("bob", 9), "p1", looked_at)
    with pytest.raises(CleanbillError, match="not of the staff"):
        approve(store, by("eve", 9), "p1", looked_at)
    store.set_roles(by("ann", 9), "bob", {"approve"})
    approve(store, by("bob", 9), "p1", looked_at)


def test_who_looked_at_another_bid_does_not_approve_this_one(store: Store) -> None:
    until(store, 3)
    for wrong, why in (("0" * 64, "not the one you looked at"), ("", "not those of the schedule")):
        with pytest.raises(CleanbillError, match=why):
            store.approve_bid(by("bob", 5), "p1", wrong)
    told = store.bid_csv("p1")
    assert told.splitlines()[:2] == [
        "line,portfolio,holder,account_id,fund_id,face_cents,price_cents,judgment",
        "1,mercy-1,Mercy,A-1,north,50000,500,no",
    ]
    store.approve_bid(by("bob", 5), "p1", hashlib.sha256(told.encode()).hexdigest())
    assert only(store).schedule_sha256 == hashlib.sha256(store.schedule_csv("p1").encode()).hexdigest()


def test_a_declined_bid_is_made_anew_and_its_accounts_are_dropped(store: Store) -> None:
    until(store, 3)
    store.decline(by("bob", 5), "p1", "bid")
    store.propose_bid(by("ann", 5), "p1", ACCOUNTS[:1])
    store.approve_bid(by("bob", 5), "p1", proposed(store, "p1"))
    assert (only(store).accounts, only(store).price_cents) == (1, 500)
    assert [one.status for one in store.accounts("p1")] == ["dropped"] * 3 + ["chosen"]


def test_the_same_debt_is_never_owned_twice(store: Store) -> None:
    """Neither by another fund, nor in another round, nor where the seller took it back, nor under another number."""
    drive.run(store)
    for number, one in enumerate(ACCOUNTS):
        again = Chosen("Mercy", f"B-{number}", one.debt_key, "south", one.face_cents, 1)
        name = f"again-{number}"
        with pytest.raises(BadInput, match="bought before") as refused:
            until(store, 3, name, (again,))
        assert one.debt_key not in str(refused.value)
        store.withdraw(by("ann", 20), name)


def test_two_open_bids_for_one_debt_end_in_one_purchase(store: Store) -> None:
    until(store, 4)
    until(store, 4, "p2", (Chosen("Mercy", "A-1", "mercy|a1", "south", 50_000, 500),))
    steps("p2")[4](store)
    before = drive.state(store)
    with pytest.raises(CleanbillError, match="owned once ever"):
        steps()[4](store)
    assert drive.state(store) == before


def bound_anew(store: Store, *terms: Terms, on: int = 2) -> None:
    """Other terms, which Bob approves."""
    for name in store.propose_terms(by("ann", on), terms):
        store.approve_terms(by("bob", on), name, drive.waiting(store, name))


def test_the_same_money_is_not_bid_twice(store: Store) -> None:
    """North has 1,000: the first bid names 800 of it."""
    until(store, 3)
    more = (Chosen("Mercy", "B-1", "mercy|b1", "north", 50_000, 201),)
    assert {one.fund.fund_id: cents for one, cents in store.spendable()} == {"north": 200, "south": 800}
    for step in steps("p2", more)[:2]:
        step(store)
    with pytest.raises(CleanbillError, match="north lacks 1 cents"):
        store.propose_bid(by("ann", 5), "p2", more)
    store.propose_bid(by("ann", 5), "p2", (replace(more[0], price_cents=200),))


def test_money_for_a_purpose_is_not_bid_for_other_debts(store: Store) -> None:
    until(store, 2)
    liens = Restriction(purpose=Purpose(frozenset({"mercy"}), frozenset({"lien"})))
    bound_anew(store, Terms(Fund("south", "South", liens), 2_000))
    owed = Owed("mercy", frozenset({"lien"}))
    bad = (
        Chosen("Mercy", "A-1", "k1", "south", 100, 10, owed=owed),
        Chosen("Mercy", "A-2", "k2", "south", 100, 10, owed=Owed("mercy")),
        Chosen("Mercy", "A-3", "k3", "south", 100, 10, owed=Owed("grace hospital", owed.kinds)),
        Chosen("Mercy", "A-4", "k4", "south", 100, 10),
        Chosen("Mercy", "A-5", "k5", "north", 100, 10),
    )
    with pytest.raises(BadInput, match="a lien secures, and of these debts to mercy; this is none") as refused:
        store.propose_bid(by("ann", 5), "p1", bad)
    assert [(one.row, one.column, one.count) for one in refused.value.findings] == [(2, "fund_id", 3)]
    store.propose_bid(by("ann", 5), "p1", (bad[0], bad[4]))


def test_a_bid_tells_every_fault_and_no_number_of_an_account(store: Store) -> None:
    until(store, 2)
    bound_anew(store, Terms(Fund("south", "South", Restriction((Rung(Area("state", frozenset({"MO"}))),))), 2_000))
    bad = (
        Chosen("Mercy", "A-1", "k1", "north", 100, 10, place=Place(state="MO")),
        Chosen("Mercy", "A-2", "k1", "north", 100, 10, place=Place(state="MO")),
        Chosen("Other", "A-3", "k3", "north", 100, 10, place=Place(state="MO")),
        Chosen("Mercy", "A-4", "k4", "north", 0, 10, place=Place(state="MO")),
        Chosen("Mercy", "A-5", "k5", "south", 100, 10, place=Place(state="KS")),
        Chosen("Mercy", "A-6", "k6", "south", 100, 10),
    )
    with pytest.raises(BadInput) as refused:
        store.propose_bid(by("ann", 5), "p1", bad)
    told = {(one.row, one.column, one.count) for one in refused.value.findings}
    assert told == {(1, "debt_key", 2), (3, "holder", 1), (4, "price_cents", 1), (5, "fund_id", 2)}
    assert not any(one.account_id in str(refused.value) or one.debt_key in str(refused.value) for one in bad)


def test_a_bid_beyond_the_money_or_the_offer_is_refused(store: Store) -> None:
    until(store, 2)
    with pytest.raises(CleanbillError, match="north lacks 1 cents"):
        store.propose_bid(by("ann", 5), "p1", (Chosen("Mercy", "A", "k", "north", 100_000, 1_001),))
    with pytest.raises(CleanbillError, match="more than portfolio"):
        store.propose_bid(by("ann", 5), "p1", (Chosen("Mercy", "A", "k", "north", 250_001, 1),))
    with pytest.raises(CleanbillError, match="at least one"):
        store.propose_bid(by("ann", 5), "p1", ())


def test_owning_needs_the_agreement_the_file_and_the_money(store: Store) -> None:
    until(store, 4)
    late = Agreement("psa-9", "PSA", "Mercy", date(2026, 12, 1))
    store.agree(by("ann", 4), late)
    right: dict[str, Any] = {"agreement_id": "psa-1", "sale_file_sha256": SALE_FILE}
    for wrong in ({"agreement_id": "psa-9"}, {"agreement_id": "baa-1"}, {"sale_file_sha256": "0" * 64}):
        with pytest.raises(CleanbillError):
            store.own(by("ann", 6), "p1", **right | wrong)
    fee = entry("fee", date(2026, 11, 5), "Fee", Posting("assets:cash", "north", -201), Posting("costs", "north", 201))
    store.post(by("ann", 5), [fee])
    with pytest.raises(CleanbillError, match="overdrawn"):
        store.own(by("ann", 6), "p1", **right)
    assert only(store).state == "bid"
    store.reverse(by("ann", 6), "fee", "posted in error")
    bound_anew(store, Terms(Fund("west", "West", Restriction(spend_by=date(2026, 11, 5))), 0), on=6)
    store.own(by("ann", 6), "p1", **right)


@pytest.mark.parametrize("name", ["../p1", "a/b", "", ".p", "a b", "x" * 101])
def test_a_purchase_has_a_name_that_a_file_can_have(store: Store, name: str) -> None:
    until(store, 0)
    with pytest.raises(CleanbillError, match="A purchase's name"):
        store.offer(by("ann", 3), name, drive.portfolio())
    assert store.purchases() == ()


def test_an_agreement_that_lets_debts_be_resold_is_refused(store: Store) -> None:
    drive.staffed(store)
    with pytest.raises(CleanbillError, match="resold"):
        store.agree(by("ann", 2), Agreement("psa", "PSA", "Mercy", drive.DAY, resale_ban=False))


def test_a_providers_file_is_looked_at_only_under_a_business_associate_agreement(store: Store) -> None:
    drive.staffed(store)
    store.agree(by("ann", 2), Agreement("nda", "NDA", "Mercy", drive.DAY))
    steps()[0](store)
    with pytest.raises(CleanbillError, match="BAA"):
        steps()[1](store)


def test_recall_before_abolition_is_refunded_within_the_window(store: Store) -> None:
    until(store, 5)
    with pytest.raises(CleanbillError, match="until 2026-12-06"):
        store.recall(By("ann", by("ann", 6).at.replace(month=12, day=7)), "p1", 1, reason="paid")
    with pytest.raises(CleanbillError, match="before abolition it is the price"):
        store.recall(by("ann", 7), "p1", 1, reason="paid", refund_cents=1)
    store.recall(by("ann", 7), "p1", 1, reason="paid")
    first = store.accounts("p1")[0]
    assert (first.status, first.recalled_on) == ("recalled", date(2026, 11, 7))
    assert only(store).recalled_cents == 50_000
    assert store.balances()["assets:cash", "north"] == 1_000 - 300


def test_recall_after_abolition_touches_the_seller_alone(store: Store) -> None:
    until(store, 8)
    before = store.accounts("p1"), only(store)
    store.recall(by("ann", 9), "p1", 1, reason="dispute")
    assert (store.accounts("p1"), only(store)) == before
    assert [(one.line, one.settled, one.refund_cents) for one in store.recalls("p1")] == [
        (1, "seller", 500), (3, "refunded", 300)
    ]  # fmt: skip


def test_recalls_after_the_proposal_stop_the_abolition_as_proposed(store: Store) -> None:
    until(store, 5)
    steps()[6](store)
    store.recall(by("ann", 8), "p1", 3, reason="paid")
    with pytest.raises(CleanbillError, match="recalled since"):
        steps()[7](store)
    store.decline(by("bob", 8), "p1", "abolition")
    steps()[6](store)
    steps()[7](store)
    assert only(store).abolished_cents == 170_000


def test_where_everything_was_recalled_nothing_is_abolished_and_it_closes(store: Store) -> None:
    until(store, 5)
    for line in (1, 2, 3):
        store.recall(by("ann", 7), "p1", line, reason="title")
    with pytest.raises(CleanbillError, match="holds no account"):
        store.propose_abolition(by("ann", 8), "p1")
    store.close_purchase(by("ann", 8), "p1")
    assert (only(store).state, only(store).recalled_cents) == ("closed", 200_000)
    assert not any(account == "assets:debt held" for account, _ in store.balances())


def test_only_the_approved_letters_go_out(store: Store) -> None:
    until(store, 11)
    with pytest.raises(CleanbillError, match="not the letters that were approved"):
        store.notify(by("ann", 10), "p1", **LETTERS | {"words_sha256": "0" * 64})


def test_a_judgment_keeps_a_purchase_open_until_its_satisfaction_is_filed(store: Store) -> None:
    until(store, 12)
    assert store.to_follow("p1") == {"judgment": (2,)}
    with pytest.raises(CleanbillError, match="1 judgments"):
        store.close_purchase(by("ann", 12), "p1")
    with pytest.raises(CleanbillError, match="no abolished judgment"):
        store.file_satisfaction(by("ann", 11), "p1", 1)
    store.file_satisfaction(by("ann", 11), "p1", 2)
    store.close_purchase(by("ann", 12), "p1")


@pytest.mark.parametrize(("count", "end"), [*product((1, 2, 4), ["withdraw"]), (4, "refuse")])
def test_a_purchase_may_come_to_nothing_before_it_is_owned(store: Store, count: int, end: str) -> None:
    until(store, count)
    getattr(Store, end)(store, by("ann", 6), "p1")
    assert only(store).ended_on == date(2026, 11, 6)
    assert {one.status for one in store.accounts("p1")} <= {"dropped"}
    with pytest.raises(CleanbillError):
        steps()[4](store)


def test_days_do_not_go_back(store: Store) -> None:
    until(store, 4)
    with pytest.raises(CleanbillError, match="cannot become owned before"):
        store.own(by("ann", 4), "p1", agreement_id="psa-1", sale_file_sha256=SALE_FILE)


def test_the_bill_of_sale_names_the_file_and_the_schedule_whatever_came_later(store: Store) -> None:
    until(store, 4)
    with pytest.raises(CleanbillError, match="of what was bought"):
        store.bill_of_sale("p1", "Chapters")
    steps()[4](store)
    sold = store.bill_of_sale("p1", "Chapters")
    assert (sold.accounts, sold.face_cents, sold.price_cents) == (3, 200_000, 2_000)
    assert sold.sale_file_sha256 in sold.text()
    assert sold.schedule_sha256 in sold.text()
    schedule = store.schedule_csv("p1")
    assert schedule.splitlines()[2] == "2,Mercy,A-2,120000,1200,yes"
    drive.run(store)
    assert (store.bill_of_sale("p1", "Chapters"), store.schedule_csv("p1")) == (sold, schedule)


def test_a_portfolio_is_not_offered_anew_as_another_file(store: Store) -> None:
    until(store, 1)
    other = Portfolio("mercy-1", "Mercy", "provider", "0" * 64, 5, 250_000, drive.DAY)
    with pytest.raises(CleanbillError, match="another file"):
        store.offer(by("ann", 3), "p2", other)


def test_the_last_who_may_change_roles_keeps_that_role(store: Store) -> None:
    with pytest.raises(CleanbillError, match="adds themself"):
        store.set_roles(by("ann", 2), "bob", {"staff"})
    drive.staffed(store)
    with pytest.raises(CleanbillError, match="Nobody would be left"):
        store.set_roles(by("ann", 3), "ann", {"prepare"})
    with pytest.raises(CleanbillError, match="lower-case"):
        store.set_roles(by("ann", 3), "Bob", {"prepare"})
    with pytest.raises(CleanbillError, match="no role seller"):
        store.set_roles(by("ann", 3), "bob", {"seller"})


def test_funds_are_of_these_two(store: Store) -> None:
    """The purchase of the tests spends on both, so that a sum over funds that hides one is seen."""
    assert {one.fund_id for one in ACCOUNTS} == {NORTH.fund_id, SOUTH.fund_id}

"""Choosing, buying and abolishing: never overspent, never twice, in any order of offers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH, DEBT_HELD, RELIEF_GIVEN, Area, Fund, Restriction, Rung, gift
from cleanbill.ledger import Ledger
from cleanbill.relief import Offer, choose, relieve

DAY = date(2025, 12, 31)
FUND = Fund("f", "Chapters")


def _offer(account: str, patient: str, price: int, fpl: int = 10_000, county: str = "25017") -> Offer:
    return Offer("H", account, patient, county, fpl, face_cents=price * 100, price_cents=price)


@st.composite
def _offers(draw: st.DrawFn) -> list[Offer]:
    people = draw(st.integers(1, 6))
    fpl = [draw(st.integers(0, 40_000)) for _ in range(people)]
    offers = []
    for n in range(draw(st.integers(0, 25))):
        person = draw(st.integers(0, people - 1))
        offers.append(_offer(f"A{n:02d}", f"P{person}", draw(st.integers(1, 400)), fpl[person]))
    return offers


def _slowly(offers: list[Offer], budget: int) -> set[str]:
    """The rule in the plainest words: whole people from the poorest, then single accounts, while they fit."""
    people: dict[str, list[Offer]] = {}
    for offer in offers:
        people.setdefault(offer.patient_id, []).append(offer)
    queue = sorted(people.items(), key=lambda p: (p[1][0].fpl_bp, -sum(o.face_cents for o in p[1]), p[0]))
    bought: set[str] = set()
    for _, theirs in queue:
        cost = sum(o.price_cents for o in theirs)
        if cost <= budget:
            budget -= cost
            bought |= {o.account_id for o in theirs}
    for _, theirs in queue:
        for o in sorted(theirs, key=lambda o: (-o.face_cents, o.account_id)):
            if o.account_id not in bought and o.price_cents <= budget:
                budget -= o.price_cents
                bought.add(o.account_id)
    return bought


@given(_offers(), st.integers(0, 3_000), st.randoms())
def test_choosing_follows_the_rule_in_any_order(offers: list[Offer], budget: int, chance: st.DataObject) -> None:
    chosen = choose(offers, budget)
    assert {o.account_id for o in chosen} == _slowly(offers, budget)
    assert len({o.account_id for o in chosen}) == len(chosen)
    assert sum(o.price_cents for o in chosen) <= budget
    turned = list(offers)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert choose(turned, budget) == chosen


@given(_offers(), st.integers(1, 3_000))
def test_money_and_debt_are_accounted_for(offers: list[Offer], given_cents: int) -> None:
    ledger = Ledger().post(gift(FUND, "g", DAY, given_cents, ""))
    done = relieve(offers, FUND, ledger, purchase_id="p", today=DAY)
    assert done.spent_cents <= given_cents
    assert done.abolished_cents == sum(row["face_cents"] for row in done.purchases)
    assert done.ledger.balance(CASH, "f") == given_cents - done.spent_cents
    assert done.ledger.balance(DEBT_HELD, "f") == 0
    assert done.ledger.balance(RELIEF_GIVEN, "f") == done.spent_cents


def test_the_poorest_come_first_and_whole() -> None:
    rich, poor = _offer("A1", "rich", 60, fpl=39_000), _offer("A2", "poor", 30, fpl=5_000)
    more = _offer("A3", "poor", 40, fpl=5_000)
    assert {o.account_id for o in choose([rich, poor, more], 100)} == {"A2", "A3"}
    # 50 does not relieve the poor whole (70) nor the rich (60); the largest single account that fits is A3
    assert [o.account_id for o in choose([rich, poor, more], 50)] == ["A3"]


def test_nothing_is_paid_twice() -> None:
    ledger = Ledger().post(gift(FUND, "g", DAY, 1_000, ""))
    with pytest.raises(CleanbillError, match="offered twice"):
        relieve([_offer("A1", "P1", 10), _offer("A1", "P1", 10)], FUND, ledger, purchase_id="p", today=DAY)
    done = relieve([_offer("A1", "P1", 10)], FUND, ledger, purchase_id="p", today=DAY)
    with pytest.raises(CleanbillError, match="posted already"):
        relieve([_offer("A2", "P1", 10)], FUND, done.ledger, purchase_id="p", today=DAY)


def test_a_fund_spends_only_where_it_may() -> None:
    suffolk = Fund("f", "", Restriction((Rung(Area("county", frozenset({"25025"}))),)))
    ledger = Ledger().post(gift(suffolk, "g", DAY, 1_000, ""))
    offers = [_offer("A1", "P1", 10, county="25017"), _offer("A2", "P2", 10, county="25025")]
    done = relieve(offers, suffolk, ledger, purchase_id="p", today=DAY)
    assert [row["account_id"] for row in done.purchases] == ["A2"]


def test_an_empty_fund_buys_nothing() -> None:
    done = relieve([_offer("A1", "P1", 10)], FUND, Ledger(), purchase_id="p", today=DAY)
    assert done.purchases == ()
    assert done.ledger == Ledger()

"""Buying and abolishing what was chosen: never overspent, never twice, in any order of offers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH, DEBT_HELD, RELIEF_GIVEN, Area, Fund, Place, Restriction, Rung, gift
from cleanbill.ledger import Ledger
from cleanbill.relief import relieve
from cleanbill.relief.selection import AIMS, Aim, Candidate

DAY = date(2025, 12, 31)
FUND = Fund("f", "Chapters")


def _offer(account: str, patient: str, price: int, fpl: int = 10_000, county: str = "25017") -> Candidate:
    return Candidate(
        "H", "H", account, patient, Place(county=county), face_cents=price * 100, price_cents=price, fpl_bp=fpl
    )


@st.composite
def _offers(draw: st.DrawFn) -> list[Candidate]:
    people = draw(st.integers(1, 6))
    fpl = [draw(st.integers(0, 40_000)) for _ in range(people)]
    offers = []
    for n in range(draw(st.integers(0, 25))):
        person = draw(st.integers(0, people - 1))
        offers.append(_offer(f"A{n:02d}", f"P{person}", draw(st.integers(1, 400)), fpl[person]))
    return offers


@given(_offers(), st.integers(0, 3_000), st.sampled_from(AIMS), st.randoms())
@settings(deadline=None)
def test_what_is_bought_does_not_depend_on_the_order(
    offers: list[Candidate], cents: int, aim: Aim, chance: st.DataObject
) -> None:
    ledger = Ledger().post(gift(FUND, "g", DAY, cents, "")) if cents else Ledger()
    done = relieve(offers, FUND, ledger, aim=aim, purchase_id="p", today=DAY)
    assert done.spent_cents <= cents
    assert done.plan.aim == aim
    turned = list(offers)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert relieve(turned, FUND, ledger, aim=aim, purchase_id="p", today=DAY).purchases == done.purchases


@given(_offers(), st.integers(1, 3_000))
def test_money_and_debt_are_accounted_for(offers: list[Candidate], given_cents: int) -> None:
    ledger = Ledger().post(gift(FUND, "g", DAY, given_cents, ""))
    done = relieve(offers, FUND, ledger, aim="freed", purchase_id="p", today=DAY)
    assert done.spent_cents <= given_cents
    assert done.abolished_cents == sum(row["face_cents"] for row in done.purchases)
    assert done.ledger.balance(CASH, "f") == given_cents - done.spent_cents
    assert done.ledger.balance(DEBT_HELD, "f") == 0
    assert done.ledger.balance(RELIEF_GIVEN, "f") == done.spent_cents


def test_the_poorest_come_first_and_whole() -> None:
    rich, poor = _offer("A1", "rich", 60, fpl=39_000), _offer("A2", "poor", 30, fpl=5_000)
    more = _offer("A3", "poor", 40, fpl=5_000)
    assert _bought([rich, poor, more], 100, "poorest") == {"A2", "A3"}
    # 50 does not relieve the poor whole (70) nor the rich (60); the largest single account that fits is A3
    assert _bought([rich, poor, more], 50, "poorest") == {"A3"}
    assert _bought([rich, poor, more], 100, "freed") == {"A1", "A2"}  # the rich for 60, then 30 of the poor's 70


def _bought(offers: list[Candidate], cents: int, aim: Aim) -> set[str]:
    ledger = Ledger().post(gift(FUND, "g", DAY, cents, ""))
    done = relieve(offers, FUND, ledger, aim=aim, purchase_id="p", today=DAY)
    return {str(row["account_id"]) for row in done.purchases}


def test_nothing_is_paid_twice() -> None:
    ledger = Ledger().post(gift(FUND, "g", DAY, 1_000, ""))
    with pytest.raises(CleanbillError, match="offered twice"):
        relieve([_offer("A1", "P1", 10), _offer("A1", "P1", 10)], FUND, ledger, aim="freed", purchase_id="p", today=DAY)
    done = relieve([_offer("A1", "P1", 10)], FUND, ledger, aim="freed", purchase_id="p", today=DAY)
    with pytest.raises(CleanbillError, match="posted already"):
        relieve([_offer("A2", "P1", 10)], FUND, done.ledger, aim="freed", purchase_id="p", today=DAY)


def test_a_fund_spends_only_where_it_may() -> None:
    suffolk = Fund("f", "", Restriction((Rung(Area("county", frozenset({"25025"}))),)))
    ledger = Ledger().post(gift(suffolk, "g", DAY, 1_000, ""))
    offers = [_offer("A1", "P1", 10, county="25017"), _offer("A2", "P2", 10, county="25025")]
    done = relieve(offers, suffolk, ledger, aim="freed", purchase_id="p", today=DAY)
    assert [row["account_id"] for row in done.purchases] == ["A2"]


def test_an_empty_fund_buys_nothing() -> None:
    done = relieve([_offer("A1", "P1", 10)], FUND, Ledger(), aim="face", purchase_id="p", today=DAY)
    assert done.purchases == ()
    assert done.ledger == Ledger()

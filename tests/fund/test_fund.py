"""Funds: gifts are above zero, and a restriction of place is kept."""

from __future__ import annotations

from datetime import date

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Area, Fund, Place, Restriction, Rung, available_cents, gift, may_spend
from cleanbill.ledger import Ledger

DAY = date(2025, 1, 1)


def test_gifts_are_what_may_be_spent() -> None:
    fund, other = Fund("f", "Chapter"), Fund("g", "Other")
    ledger = Ledger().post(
        gift(fund, "g1", DAY, 500, ""), gift(fund, "g2", DAY, 700, ""), gift(other, "g3", DAY, 9, "")
    )
    assert available_cents(ledger, fund) == 1_200
    assert available_cents(ledger, other) == 9


@pytest.mark.parametrize("cents", [0, -1])
def test_a_gift_of_nothing_is_none(cents: int) -> None:
    with pytest.raises(CleanbillError, match="above zero"):
        gift(Fund("f", ""), "g", DAY, cents, "")


def test_a_restriction_of_place() -> None:
    suffolk = Fund("f", "", Restriction((Rung(Area("county", frozenset({"25025"}))),)))
    assert may_spend(suffolk, Place(county="25025"), DAY)
    assert not may_spend(suffolk, Place(county="25017"), DAY)
    assert not may_spend(suffolk, Place(), DAY), "a person of unknown county is not known to live there"
    assert may_spend(Fund("g", ""), Place(), DAY)

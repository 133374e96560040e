"""Dollars in, whole cents held, dollars shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP, cents, share_bp, usd, usd_billions


@pytest.mark.parametrize(
    ("written", "held"),
    [("1600", 160_000), ("$1,600.50", 160_050), (0.1, 10), (12, 1_200), ("-3.05", -305), (" 7 ", 700)],
)
def test_dollars_become_whole_cents(written: str | float, held: int) -> None:
    assert cents(written) == held


@pytest.mark.parametrize("written", ["a lot", "", "1.005", "1e-3"])
def test_what_is_no_amount_is_refused_with_what_to_write(written: str) -> None:
    with pytest.raises(CleanbillError, match="Write"):
        cents(written)


@pytest.mark.parametrize(
    ("amount", "shown", "round_shown"),
    [
        (160_000, "$1,600.00", "$1,600"),
        (-305, "-$3.05", "-$3"),
        (50, "$0.50", "$1"),
        (-49, "-$0.49", "$0"),
        (0, "$0.00", "$0"),
    ],
)
def test_people_see_dollars(amount: int, shown: str, round_shown: str) -> None:
    assert usd(amount) == shown
    assert usd(amount, cents_shown=False) == round_shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(-1_300_000_000_000, "-$13.0bn"), (293_187_000_000_000, "$2,931.9bn"), (-4_000_000_000, "$0.0bn")],
)
def test_people_see_billions(amount: int, shown: str) -> None:
    assert usd_billions(amount) == shown


@given(st.integers(-(10**15), 10**15))
def test_what_is_shown_reads_back_as_the_same_cents(amount: int) -> None:
    assert cents(usd(amount)) == amount


@given(st.integers(0, 10**15), st.integers(0, WHOLE_BP))
def test_share_is_the_nearest_cent_and_half_cents_go_up(amount: int, rate_bp: int) -> None:
    gap = share_bp(amount, rate_bp) - Fraction(amount * rate_bp, WHOLE_BP)
    assert Fraction(-1, 2) < gap <= Fraction(1, 2)

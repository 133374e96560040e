"""Dollars in, whole cents held, dollars shown."""

from __future__ import annotations

from fractions import Fraction

import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import (
    WHOLE_BP,
    cents,
    grown,
    growth,
    half_up,
    is_decimal,
    nearest,
    scaled,
    share_bp,
    usd,
    usd_billions,
)


@pytest.mark.parametrize(
    ("written", "held"),
    [("1600", 160_000), ("$1,600.50", 160_050), (0.1, 10), (12, 1_200), ("-3.05", -305), (" 7 ", 700)],
)
def test_dollars_become_whole_cents(written: str | float, held: int) -> None:
    assert cents(written) == held


@pytest.mark.parametrize("written", ["a lot", "", "1.005", "1e-3", "1e3", "inf", "nan", ".", "+"])
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


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_half_up_is_the_nearest_whole_and_halves_go_up(dividend: int, divisor: int) -> None:
    found = half_up(dividend, divisor)
    gap = found - Fraction(dividend, divisor)
    assert Fraction(-1, 2) < gap <= Fraction(1, 2)
    assert nearest(Fraction(dividend, divisor)) == found
    assert half_up(np.array([dividend]), divisor).tolist() == [found]


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20), st.integers(1, 10**6))
@settings(deadline=None, max_examples=50)
def test_a_column_is_rounded_as_a_number_is(dividends: list[int], divisor: int) -> None:
    column = ibis.memtable({"dividend": dividends}, schema={"dividend": "int64"}).dividend
    rounded = ibis.duckdb.connect().to_pyarrow(half_up(column, divisor).cast("int64"))
    assert rounded.to_pylist() == [half_up(dividend, divisor) for dividend in dividends]


def test_halves_go_up_of_a_loss_too() -> None:
    assert (half_up(5, 2), half_up(-5, 2), half_up(1, 3), half_up(2, 3), half_up(0, 7)) == (3, -2, 0, 1, 0)


@pytest.mark.parametrize(
    ("text", "places", "number"),
    [
        ("766.5", 2, 76_650), ("-.05", 2, -5), ("+12", 2, 1_200), ("7.", 3, 7_000), ("1.500000", 2, 150),
        ("1.005", 2, None), ("1.005", 3, 1_005), (".", 2, None), ("", 2, None), ("-", 2, None), ("1e3", 2, None),
        ("1,000", 2, None), (" 1", 2, None), ("\u0661", 2, None),
    ],
)  # fmt: skip
def test_plain_digits_become_whole_units(text: str, places: int, number: int | None) -> None:
    assert scaled(text, places) == number
    assert is_decimal(text) or number is None


@given(st.integers(-(10**15), 10**15), st.integers(0, 6))
def test_units_written_out_read_back(number: int, places: int) -> None:
    whole, part = divmod(abs(number), 10**places)
    text = f"{'-' if number < 0 else ''}{whole}.{part:0{places}}" if places else str(number)
    assert scaled(text, places) == number


def test_growth_is_compound_and_exact() -> None:
    assert grown(10_000, 1_000, 2) == 12_100
    assert grown(12_100, 1_000, -2) == 10_000
    assert growth(500, 3) == Fraction(105**3, 100**3)
    assert grown(Fraction(1, 3), 0, 40) == Fraction(1, 3)

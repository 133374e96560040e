from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.report import sentence
from cleanbill.report.privacy import per_unit, percent, short_usd
from tests.report.example import example


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "$0"),
        (5, "$0.05"),
        (99_50, "$99.50"),
        (1_599_98, "$1,600"),
        (160_000_00, "$160,000"),
        (999_000_00, "$999,000"),
        (1_000_000_00, "$1 million"),
        (60_522_670_45, "$60.5 million"),
        (999_400_000_00, "$999 million"),
        (999_600_000_00, "$1 billion"),
        (12_345_000_000_00, "$12.3 billion"),
        (1_234_567_000_000_00, "$1,235 billion"),
        (-2_500_000_00, "-$2.5 million"),
    ],
)
def test_amounts_are_shortened_to_three_digits(amount: int, words: str) -> None:
    assert short_usd(amount) == words


@given(st.integers(10**8, 10**16))
def test_a_shortened_amount_is_within_half_a_percent(amount: int) -> None:
    number, unit = short_usd(amount).removeprefix("$").split()
    back = float(number.replace(",", "")) * {"million": 1e8, "billion": 1e11}[unit]
    assert back == pytest.approx(amount, rel=0.00501)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 10, "0%"),
        (1, 0, ""),
        (1, 3, "33%"),
        (52, 1000, "5.2%"),
        (26, 100_000, "0.03%"),
        (1, 10**9, "under 0.01%"),
        (9_999_999, 10_000_000, "99.9%"),
        (7, 7, "100%"),
        (-1, 4, "-25%"),
    ],
)
def test_shares(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) == words


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_share_is_never_rounded_to_all_or_nothing(part: int, more: int) -> None:
    assert percent(part, part + more) not in {"0%", "100%"}


def test_each() -> None:
    assert per_unit(100, 3) == 33
    assert per_unit(5, 2) == 3


def test_the_sentence_says_what_happened() -> None:
    assert sentence(example()) == (
        "Of $60.5 million billed for 5,000 people, patients were asked for $3.13 million and 349 people ended with "
        "$508,069 of debt; a fund abolished $160,001 of debt with $1,600; under single payer no one would have been "
        "asked for anything."
    )


def test_the_sentence_where_there_was_no_debt() -> None:
    summary = example()
    summary["worlds"]["today"]["debt_cents"] = 0
    summary["worlds"]["relief"]["abolished_cents"] = 0
    summary["worlds"]["single-payer"]["patient_share_cents"] = 12_00
    assert sentence(summary) == (
        "Of $60.5 million billed for 5,000 people, patients were asked for $3.13 million; a fund abolished no debt; "
        "under single payer patients would have been asked for $12."
    )


def test_the_sentence_names_a_missing_key() -> None:
    with pytest.raises(CleanbillError, match="schema"):
        sentence({})

"""Codes: every slip of one sign or of two swapped is seen, and what is kept tells nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.letters.mailings import ALPHABET, RANDOM_SIGNS, is_code, keyed, new_code, read_code

codes = st.integers(0, 2**32).map(lambda seed: new_code(random.Random(seed).randrange))


def test_a_code_has_more_than_seventy_bits() -> None:
    assert len(set(ALPHABET)) == 29
    assert 29**RANDOM_SIGNS > 2**70
    assert not set("01ILOSU") & set(ALPHABET)


@given(codes)
def test_a_code_reads_however_it_is_typed(code: str) -> None:
    assert is_code(code)
    assert is_code(f" {code.lower().replace('-', ' ')} ")
    assert is_code(code.replace("5", "S").replace("V", "u"))


@given(codes, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_seen(code: str, place: int, sign: str) -> None:
    signs = read_code(code)
    slip = signs[:place] + sign + signs[place + 1 :]
    assert is_code(slip) == (slip == signs)


@given(codes, st.integers(0, 14))
def test_two_neighbours_swapped_are_seen(code: str, place: int) -> None:
    signs = read_code(code)
    swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assert is_code(swapped) == (swapped == signs)


@given(st.text())
def test_anything_may_be_typed(typed: str) -> None:
    assert is_code(typed) in {True, False}


def test_parts_of_a_hash_are_not_run_together() -> None:
    key = bytes(16)
    assert keyed(key, "letter", "ab", "c") != keyed(key, "letter", "a", "bc")
    assert keyed(key, "letter", "a") != keyed(bytes(15) + b"1", "letter", "a")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(CleanbillError, match="at least 16"):
        keyed(b"short", "letter", "a")

"""A debt has one key however it is written; two debts have two."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cleanbill.relief.seen import debt_keys

KEY = b"a key of the tests"


def debt_key(creditor: str, number: str, key: bytes) -> str | None:
    keys = debt_keys(creditor, number, key)
    return keys and keys[0]


@pytest.mark.parametrize(
    ("creditor", "number"),
    [
        ("ST. MARY'S HOSP., INC.", "0012-3456"),
        ("Saint Marys Hospital", "12 3456"),
        ("The St Mary's Hospital, LLC", "#123456"),
    ],
)
def test_writings_of_one_debt_share_a_key(creditor: str, number: str) -> None:
    assert debt_key(creditor, number, KEY) == debt_key("Saint Mary's Hospital", "123456", KEY)


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(0, 6))
def test_numbers_differ_as_numbers_do(one: int, two: int, zeros: int) -> None:
    assume(one != two)
    written = "0" * zeros + "-".join(str(one))
    assert debt_key("Mercy", written, KEY) == debt_key("Mercy", str(one), KEY)
    assert debt_key("Mercy", written, KEY) != debt_key("Mercy", str(two), KEY)


def test_another_creditor_or_secret_is_another_key() -> None:
    assert debt_key("Mercy", "7", KEY) != debt_key("Grace", "7", KEY)
    assert debt_key("Mercy", "7", KEY) != debt_key("Mercy", "7", b"another")


def test_a_last_letter_makes_another_debt_that_looks_like_the_first() -> None:
    one, other = debt_keys("Mercy", "123456", KEY), debt_keys("Mercy", "123-456 A", KEY)
    assert one and other
    assert one[0] != other[0]
    assert one[1] == other[1]


def test_what_cannot_be_read_has_no_key() -> None:
    assert debt_key("Mercy", "000-0", KEY) is None
    assert debt_key("...", "7", KEY) is None

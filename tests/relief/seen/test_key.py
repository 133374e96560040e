"""A debt has one key however it is written; two debts have two."""

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cleanbill.relief.seen import debt_keys

KEY = b"a key of the tests"


def both(creditor: str | None, number: str | None, key: bytes = KEY) -> tuple[str | None, str | None]:
    (own,), (alike,) = debt_keys(pa.array([creditor], pa.string()), pa.array([number], pa.string()), key)
    return own, alike


def debt_key(creditor: str | None, number: str | None, key: bytes) -> str | None:
    return both(creditor, number, key)[0]


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
    one, other = both("Mercy", "123456"), both("Mercy", "123-456 A")
    assert one[0] != other[0]
    assert one[1] == other[1]


def test_what_cannot_be_read_has_no_key() -> None:
    assert debt_key("Mercy", "000-0", KEY) is None
    assert debt_key("...", "7", KEY) is None
    assert both(None, "7") == both("Mercy", None) == both("Mercy", "000-0") == (None, None)
    assert both("Mercy", "ABC")[0] is not None, "a number of letters alone is one"

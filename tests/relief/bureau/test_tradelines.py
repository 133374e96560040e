"""The deletion file of a purchase: each account once, in the file or counted by why not."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cleanbill.relief.bureau import deletions_of, read_line
from tests.relief.notices.test_recipients import row

TODAY = date(2026, 11, 24)


def account(number: int = 1, **told: Any) -> dict[str, Any]:
    plain = {"original_balance_cents": 90_000, "bureau_reported": True, "placement_status": None}
    return row(number, **{**plain, **told})


def test_who_is_deleted_and_who_not() -> None:
    made = deletions_of(
        [account(), account(2, bureau_reported=False), account(3, zip=None), account(4, original_balance_cents=49_999),
         account(5, bureau_reported=None, placement_status="agency")], "F1", TODAY,
    )  # fmt: skip
    assert made.lines == 3
    assert made.not_needed == {"not_reported": 1}
    assert made.unwritable == {"zip": 1}
    assert made.deleted == {"no_first_delinquency": 2, "unknown_if_reported": 1}
    assert made.barred == {"small_initial_balance": 1}
    first, *_, last = made.text.splitlines()
    told = read_line(first)
    assert (told["surname"], told["account_number"], told["account_status"], told["ssn"]) == ("DOE", "A1", "DA", 0)
    assert (told["account_type"], read_line(last)["account_type"]) == ("0C", "48")
    assert "DOE" not in repr(made)


def test_a_date_of_first_delinquency_is_written_and_counts_for_what_has_left_the_report() -> None:
    # 2019-05-01 + 180 days = 2019-10-28, + 7 years = 2026-10-28: it has left the report; a day in 2020 has not
    late = date(2020, 1, 15)
    made = deletions_of(
        [account(first_delinquency_date=late), account(2, first_delinquency_date=date(2019, 5, 1)),
         account(3, first_delinquency_date=None), account(4)], "F1", TODAY,
    )  # fmt: skip
    assert (made.deleted, made.not_needed) == ({"no_first_delinquency": 2, "reported": 1}, {"obsolete": 1})
    assert [read_line(line)["first_delinquency"] for line in made.text.splitlines()] == [late, None, None]


@given(st.lists(st.tuples(st.sampled_from([True, False, None]), st.sampled_from(["02118", None]))))
def test_every_account_is_counted_once(told: list[tuple[bool | None, str | None]]) -> None:
    rows = [account(n, bureau_reported=known, zip=code) for n, (known, code) in enumerate(told, 1)]
    made = deletions_of(rows, "F1", TODAY)
    parts = (made.deleted, made.not_needed, made.unwritable)
    assert sum(sum(part.values()) for part in parts) == len(rows)
    assert made.lines == len(made.text.splitlines()) == sum(made.deleted.values())

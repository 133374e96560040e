"""A finding says what, where and what to do."""

from __future__ import annotations

from cleanbill.core.errors import BadInput, BrokenLaw, CleanbillError, Finding

NEGATIVE = Finding("claims.csv", 17, "charge_cents", "a charge is negative", "Give charges as 0 or more", 3)
EMPTY = Finding("people.csv", None, None, "the file is empty", "Give a header and at least one row")


def test_a_finding_names_file_row_column_and_how_many_rows_share_it() -> None:
    assert str(NEGATIVE) == (
        "claims.csv, row 17, column charge_cents: a charge is negative (and 2 more rows). Give charges as 0 or more"
    )


def test_a_finding_of_a_whole_file_names_no_row() -> None:
    assert str(EMPTY) == "people.csv: the file is empty. Give a header and at least one row"


def test_bad_input_carries_every_finding_at_once() -> None:
    error = BadInput([NEGATIVE, EMPTY])
    assert error.findings == (NEGATIVE, EMPTY)
    assert str(error).splitlines() == [str(NEGATIVE), str(EMPTY)]
    assert isinstance(error, CleanbillError)
    assert issubclass(BrokenLaw, CleanbillError)

"""Reading gives back what was written, and counts faults as a slow reader of CSV does."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from pathlib import Path
from typing import Any
from uuid import uuid4

import ibis.expr.datatypes as types
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import BadInput
from cleanbill.core.tables import Table, column
from cleanbill.engine import connect, read_table

FIXTURES = [HealthCheck.function_scoped_fixture]
KINDS = ["a", "b"]


class Visit(Table):
    """A small table with every kind of column that readers know."""

    __grain__ = "a visit"
    __key__ = ("visit_id",)

    visit_id: types.String = column("person", "the visit")
    day: types.Date = column("health", "the day")
    nth: types.Int32 = column("health", "which", ge=1)
    paid_cents: types.Int64 = column("health", "paid", ge=0, nullable=True)
    kind: types.String = column("health", "the kind", isin=KINDS)
    note: types.String = column("health", "a remark", nullable=True)


NAMES = ["visit_id", "day", "nth", "paid_cents", "kind", "note"]
ARROW = pa.schema(
    [
        ("visit_id", pa.string()),
        ("day", pa.date32()),
        ("nth", pa.int32()),
        ("paid_cents", pa.int64()),
        ("kind", pa.string()),
        ("note", pa.string()),
    ]
)
# No control signs, which text files do not carry; line breaks, quotes and delimiters are kept.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from('\n",;\t'), min_size=1)


@pytest.fixture(scope="module")
def con() -> Any:
    return connect()


@st.composite
def visits(draw: st.DrawFn) -> pa.Table:
    ids = draw(st.lists(TEXT, min_size=1, max_size=20, unique=True))
    rows = [
        {
            "visit_id": each,
            "day": draw(st.dates()),
            "nth": draw(st.integers(1, 2**31 - 1)),
            "paid_cents": draw(st.none() | st.integers(0, 2**63 - 1)),
            "kind": draw(st.sampled_from(KINDS)),
            "note": draw(st.none() | TEXT),
        }
        for each in ids
    ]
    return pa.Table.from_pylist(rows, schema=ARROW)


@settings(max_examples=60, deadline=None, suppress_health_check=FIXTURES)
@given(visits())
def test_what_is_written_is_read(con: Any, tmp_path: Path, table: pa.Table) -> None:
    # A new name each time: DuckDB keeps parts of a Parquet file and takes one that is
    # written over within the same moment, at the same size, for the old one.
    as_csv, as_parquet = tmp_path / f"{uuid4().hex}.csv", tmp_path / f"{uuid4().hex}.parquet"
    pcsv.write_csv(table, as_csv)
    pq.write_table(table, as_parquet)
    for path in (as_csv, as_parquet):
        assert read_table(con, path, Visit).to_pyarrow().to_pylist() == table.to_pylist()


FIELDS = {
    "visit_id": st.sampled_from(["", *(f"v{n}" for n in range(40))]),
    "day": st.sampled_from(
        ["2024-02-29", "2024-01-01", "2023-02-29", "1/2/2024", "", "2024-1-1", "x\ny", "0000-01-01"]
    ),
    "nth": st.sampled_from(["1", "+2", "007", " 3 ", "0", "-1", "2147483648", "1.0", "", "1_0"]),
    "paid_cents": st.sampled_from(["0", "5", "", "12.50", "$1.00", "-3", "9" * 19, "1,000", "five"]),
    "kind": st.sampled_from(["a", "b", "c", "", "A", "a "]),
    "note": st.sampled_from(["", "x", 'say "so"', "two\nlines", "a,b"]),
}
GOOD_ROW = st.tuples(*(FIELDS[name] for name in NAMES)).map(list)
ROW = st.one_of(
    GOOD_ROW, GOOD_ROW, GOOD_ROW, st.just([]), st.tuples(GOOD_ROW, st.integers(1, 5)).map(lambda cut: cut[0][: cut[1]]),
    st.tuples(GOOD_ROW, st.lists(st.sampled_from(["", "more"]), max_size=3)).map(lambda both: [*both[0], *both[1]]),
)  # fmt: skip


def fault_of(name: str, value: str) -> str | None:
    """What is wrong with a value, in the first words of the finding, by plain Python."""
    if name == "note" or (name == "paid_cents" and not value):
        return None
    if not value.strip(" ") and not (name in {"visit_id", "kind"} and value):
        return "is empty"
    if name == "day":
        return fault_of_day(value)
    if name == "kind":
        return None if value in KINDS else "is not among"
    return fault_of_number(name, value.strip(" ")) if name in {"nth", "paid_cents"} else None


def fault_of_day(value: str) -> str | None:
    if value.count("/") == 2:
        return "is a date in another format"
    try:
        return None if len(value) == 10 and dt.date.fromisoformat(value) else "is not a date"
    except ValueError:
        return "is not a date"


def fault_of_number(name: str, value: str) -> str | None:
    if not re.fullmatch("[+-]?[0-9]+", value):
        return "has decimals" if name == "paid_cents" and "." in value else "is not a whole number"
    least, most = (1, 2**31 - 1) if name == "nth" else (0, 2**63 - 1)
    if int(value) > most:
        return "is too large"
    if int(value) >= least:
        return None
    return "is negative" if least == 0 else "is below"


def oracle(text: str) -> dict[tuple[str | None, str], tuple[int, int]]:
    """(column, fault) -> (first row, count), row by row with Python's own csv."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row][1:]
    found: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        if len(row) < len(NAMES):
            found[None, "the row has fewer"].append(number)
        elif any(row[len(NAMES) :]):
            found[None, "the row has more"].append(number)
        else:
            for name, value in zip(NAMES, row, strict=False):
                if fault := fault_of(name, value):
                    found[name, fault].append(number)
            if row[0] in seen:
                found["visit_id", "repeats"].append(number)
            seen |= {row[0]} - {""}
    return {key: (numbers[0], len(numbers)) for key, numbers in found.items()}


def findings_of(con: Any, path: Path) -> dict[tuple[str | None, str], tuple[int, int]]:
    """The reader's findings in the oracle's words."""
    heads = ["the row has fewer", "the row has more", "is empty", "is a date in another format", "is not a date"]
    heads += [
        "has decimals",
        "is not a whole number",
        "is too large",
        "is negative",
        "is below",
        "is not among",
        "repeats",
    ]
    try:
        read_table(con, path, Visit).count().to_pyarrow()
    except BadInput as bad:
        return {
            (finding.column, next(head for head in heads if finding.problem.startswith(head))): (
                finding.row or 0,
                finding.count,
            )
            for finding in bad.findings
        }
    return {}


@settings(max_examples=150, deadline=None, suppress_health_check=FIXTURES)
@given(st.lists(ROW, min_size=1, max_size=25).filter(any), st.sampled_from(["\n", "\r\n"]))
def test_faults_are_those_that_a_slow_reader_counts(con: Any, tmp_path: Path, rows: list[list[str]], end: str) -> None:
    found = io.StringIO(newline="")
    csv.writer(found, lineterminator=end).writerows([NAMES, *rows])
    path = tmp_path / "visits.csv"
    path.write_bytes(found.getvalue().encode())
    assert findings_of(con, path) == oracle(found.getvalue())

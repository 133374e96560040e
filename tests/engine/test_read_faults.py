"""Each fault of a user's file gives its finding: file, row, column, how many."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleanbill.care.tables import ClaimLine
from cleanbill.core.errors import BadInput, Finding
from cleanbill.engine import connect, read_all, read_numbered, read_table

NAMES = ["claim_id", "line", "person_id", "service_date", "benefit", "charge_cents"]
OPTIONAL = {"provider_id": None, "place_of_service": None, "code_system": None, "code": None, "units": 1}
OPTIONAL["fee_cents"] = lambda lines: lines.charge_cents  # type: ignore[assignment]


@pytest.fixture(scope="module")
def con() -> Any:
    return connect()


def row(**given: str) -> list[str]:
    good = ["c1", "1", "p1", "2024-03-09", "office", "100"]
    return [given.get(name, value) for name, value in zip(NAMES, good, strict=True)]


def write(path: Path, rows: list[list[str]], names: list[str] = NAMES, end: str = "\n", comma: str = ",") -> Path:
    path.write_bytes(end.join(comma.join(each) for each in [names, *rows]).encode() + end.encode())
    return path


def findings(con: Any, path: Path, **more: Any) -> list[Finding]:
    with pytest.raises(BadInput) as bad:
        read_table(con, path, ClaimLine, optional=OPTIONAL, **more)
    return list(bad.value.findings)


def the_finding(con: Any, path: Path) -> Finding:
    (only,) = findings(con, path)
    assert only.file == path.name
    assert only.problem and only.remedy.endswith(".")
    return only


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("lines.csv", None, "no such file"),
        ("lines.xlsx", b"x", "does not say what it is"),
        ("lines.csv", b"", "empty (0 bytes)"),
        ("lines.csv", b"claim_id,line\n", "no rows"),
        ("lines.csv", b"PAR1 and so on PAR1", "is Parquet"),
        ("lines.csv", b"PK\x03\x04 and so on", "zip archive or an Excel"),
        ("lines.csv", gzip.compress(b"claim_id", mtime=0), "gzip"),
        ("lines.csv", "claim_id,line\nc1,1\n".encode("utf-16"), "UTF-16"),
        ("lines.csv", b"claim_id,line\nc1,\0\n", "binary"),
        ("lines.csv", b"\nclaim_id,line\n", "first line is blank"),
        ("lines.parquet", b"claim_id,line\nc1,1\n", "first bytes are not Parquet's"),
        ("lines.parquet", b"PAR1 and so on", "cut off"),
        ("lines.parquet", b"PAR1 and so on PAR1", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read(con: Any, tmp_path: Path, name: str, content: bytes | None, problem: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    found = [finding for finding in findings(con, path) if not finding.column]
    assert [(each.file, each.row) for each in found] == [(name, None)]
    assert problem in found[0].problem


def test_a_folder_is_no_file(con: Any, tmp_path: Path) -> None:
    (tmp_path / "lines.csv").mkdir()
    assert "folder" in the_finding(con, tmp_path / "lines.csv").problem


@pytest.mark.parametrize("place", [0, 3])
def test_letters_that_are_not_utf8(con: Any, tmp_path: Path, place: int) -> None:
    path = write(tmp_path / "lines.csv", [row(), row(claim_id="c2"), row(claim_id="c3")])
    raw_lines = path.read_bytes().split(b"\n")
    raw_lines[place] = raw_lines[place].replace(b"c", b"\xe9", 1)
    path.write_bytes(b"\n".join(raw_lines))
    assert "not UTF-8" in the_finding(con, path).problem


def test_a_missing_column_with_its_near_miss(con: Any, tmp_path: Path) -> None:
    names = [name.replace("charge_cents", "chrage_cents") for name in NAMES]
    found = the_finding(con, write(tmp_path / "lines.csv", [row()], names))
    assert (found.row, found.column) == (None, "charge_cents")
    assert "chrage_cents looks like it" in found.problem


def test_a_file_without_a_header_is_not_quoted(con: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "lines.csv", [row()], ["Doe", "7", "Jane", "1980-01-01", "office", "5"])
    found = findings(con, path)
    assert [each.column for each in found] == NAMES
    assert not any(word in str(found) for word in ("Doe", "Jane", "1980"))


def test_an_optional_column_that_is_misspelt_is_not_passed_over(con: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "lines.csv", [[*row(), "2"]], [*NAMES, "unit"])
    assert the_finding(con, path).column == "units"


def test_another_column_is_left_out(con: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "lines.csv", [[*row(), "Jane"]], [*NAMES, "provider_name"])
    assert "provider_name" not in read_table(con, path, ClaimLine, optional=OPTIONAL).columns


def test_a_column_that_stands_twice(con: Any, tmp_path: Path) -> None:
    found = the_finding(con, write(tmp_path / "lines.csv", [[*row(), "5"]], [*NAMES, "line"]))
    assert (found.row, found.column) == (None, "line")


@pytest.mark.parametrize(
    ("column", "value", "problem", "remedy"),
    [
        ("service_date", "2024-02-30", "not a date", "YYYY-MM-DD"),
        ("service_date", "03/04/2024", "two ways", "YYYY-MM-DD"),
        ("service_date", "2024-3-9", "not a date", "YYYY-MM-DD"),
        ("service_date", "", "empty", "service_date"),
        ("charge_cents", "12.50", "whole cents", "1250"),
        ("charge_cents", "$12.50", "whole cents", "1250"),
        ("charge_cents", "twelve", "not a whole number", "digits"),
        ("charge_cents", "1e3", "not a whole number", "digits"),
        ("charge_cents", "-1", "negative", "0 or more"),
        ("charge_cents", "9" * 20, "too large", "unit"),
        ("line", "0", "below 1", "1 or more"),
        ("line", str(2**31), "too large", "unit"),
        ("benefit", "offfice", "known", "Did you mean 'office'?"),
        ("benefit", "zzz", "known", "office, outpatient, emergency"),
        ("person_id", '""', "empty", "person_id"),
    ],
)
def test_a_bad_value_on_row_17(con: Any, tmp_path: Path, *, column: str, value: str, problem: str, remedy: str) -> None:
    rows = [row(claim_id=f"c{n}") for n in range(1, 31)]
    rows[16] = row(claim_id="c17", **{column: value})
    found = the_finding(con, write(tmp_path / "lines.csv", rows))
    assert (found.row, found.column, found.count) == (17, column, 1)
    assert problem in found.problem
    assert remedy in found.remedy
    assert not value.strip('"') or value not in str(found).replace("12.50 dollars", "")


def test_rows_with_too_few_and_too_many_fields(con: Any, tmp_path: Path) -> None:
    rows = [row(claim_id='"c\n1"'), [], row(claim_id="c2")[:-1], row(claim_id="c3"), [*row(claim_id="c4"), "x"]]
    rows += [row(claim_id="c5", charge_cents="-1")]
    found = findings(con, write(tmp_path / "lines.csv", rows))
    # The blank line is no row, and the quoted line break begins none.
    assert [(each.row, each.column, each.count) for each in found] == [
        (2, None, 1),
        (4, None, 1),
        (5, "charge_cents", 1),
    ]
    assert "fewer" in found[0].problem and "more" in found[1].problem


def test_broken_quotes(con: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "lines.csv", [row(claim_id='"c"1')])
    assert "quotes or line ends are broken" in the_finding(con, path).problem


def test_keys_that_are_repeated(con: Any, tmp_path: Path) -> None:
    rows = [row(), row(line="2"), row(claim_id="c2"), row(line="2"), row()]
    found = the_finding(con, write(tmp_path / "lines.csv", rows))
    assert (found.row, found.column, found.count) == (4, "claim_id", 2)


def test_all_faults_come_together_with_first_row_and_count(con: Any, tmp_path: Path) -> None:
    rows = [row(claim_id=f"c{n}", service_date="?" if n % 3 == 0 else "2024-01-01") for n in range(1, 11)]
    rows[4][5] = "-5"
    names = [name if name != "benefit" else "benifit" for name in NAMES]
    found = findings(con, write(tmp_path / "lines.csv", rows, names))
    got = [(each.row, each.column, each.count) for each in found]
    assert got == [(None, "benefit", 1), (3, "service_date", 3), (5, "charge_cents", 1)]


@pytest.mark.parametrize(("end", "comma"), [("\n", ","), ("\r\n", ";"), ("\n", "\t"), ("\r\n", ",")])
def test_line_ends_delimiters_and_byte_order_mark(con: Any, tmp_path: Path, end: str, comma: str) -> None:
    path = write(tmp_path / "lines.csv", [row(person_id=f'"p{comma}{end}""1"""')], end=end, comma=comma)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    (found,) = read_table(con, path, ClaimLine, optional=OPTIONAL).to_pyarrow().to_pylist()
    assert found["person_id"] == f'p{comma}{end}"1"'
    assert (found["units"], found["fee_cents"], found["code"]) == (1, 100, None)


def test_parquet_gives_the_same_findings(con: Any, tmp_path: Path) -> None:
    table = pa.table(
        {
            "claim_id": ["c1", None, "c3", "c3"],
            "line": pa.array([1, 1, 1, 1], pa.int64()),
            "person_id": [1, 2, 3, 4],
            "service_date": ["2024-01-01", "2024-13-01", "01/02/2024", "2024-01-01"],
            "benefit": ["office", "office", "drugs", "nothing"],
            "charge_cents": [12.5, 100.0, -3.0, None],
            "units": [[1], [1], [1], [1]],
        }
    )
    pq.write_table(table, tmp_path / "lines.parquet")
    found = [(finding.row, finding.column, finding.count) for finding in findings(con, tmp_path / "lines.parquet")]
    assert found == [
        (None, "units", 1),
        (2, "claim_id", 1),
        (3, "service_date", 1),
        (2, "service_date", 1),
        (4, "benefit", 1),
        (4, "charge_cents", 1),
        (1, "charge_cents", 1),
        (3, "charge_cents", 1),
        (4, "claim_id", 1),
    ]


def test_findings_of_several_files_come_together(con: Any, tmp_path: Path) -> None:
    missing = [tmp_path / "one.csv", tmp_path / "two.csv"]
    with pytest.raises(BadInput) as bad:
        read_all(*(lambda path=path: read_table(con, path, ClaimLine) for path in missing))
    assert [finding.file for finding in bad.value.findings] == ["one.csv", "two.csv"]


def test_rows_are_numbered_as_in_the_file(con: Any, tmp_path: Path) -> None:
    path = write(tmp_path / "lines.csv", [row(claim_id=f"c{n}") for n in range(1, 2001)])
    found = read_numbered(con, path, ClaimLine, optional=OPTIONAL).to_pyarrow()
    assert found["claim_id"].to_pylist() == [f"c{n}" for n in found["source_row"].to_pylist()]

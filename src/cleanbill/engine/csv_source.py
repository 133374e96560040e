"""A CSV file as DuckDB sees it: nothing guessed, every column text, every row counted.

`header` reads the first record in Python; `strict` and `lenient` are the SQL
that reads the rest. Columns are c0, c1, ... by place, so a header's words
never enter SQL. `lenient` keeps rows with too few or too many fields in
place, so that their row numbers are right; DuckDB pads short rows with NULL,
while an empty field stays ''.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cleanbill.core.errors import BadInput, Finding

HEADER_BYTES = 1_048_576  # a header longer than this is no header
DELIMITERS = (",", ";", "\t")
SPARE_COLUMNS = 8  # how far past the header a row's surplus fields are looked for
NEVER = "\x01no such field\x01"  # stands for NULL where '' must stay ''
UTF8_REMEDY = "Save it as 'CSV UTF-8'."


@dataclass(frozen=True, slots=True)
class CsvHeader:
    """Column names in file order, and the delimiter that splits them."""

    names: tuple[str, ...]
    delimiter: str


def header(path: Path, delimiters: Sequence[str] = DELIMITERS) -> CsvHeader:
    """The first record of a CSV file. Raises BadInput where there is none or it is not UTF-8."""
    with path.open("rb") as file:
        raw = file.read(HEADER_BYTES)
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(raw)
    except UnicodeDecodeError:
        raise BadInput([not_utf8(path.name)]) from None
    headers = [CsvHeader(_first_record(text, sign), sign) for sign in delimiters]
    widest = max(headers, key=lambda each: len(each.names))
    if not any(widest.names):
        blank = Finding(path.name, None, None, "the first line is blank", "Begin the file with the column names.")
        raise BadInput([blank])
    return widest


def _first_record(text: str, delimiter: str) -> tuple[str, ...]:
    try:
        return tuple(name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=delimiter), []))
    except csv.Error:
        return ()


def strict(path: Path, head: CsvHeader) -> str:
    """SQL that reads the rows and fails at the first that is not whole."""
    return _read_csv(path, head.delimiter, len(head.names), "")


def lenient(path: Path, head: CsvHeader) -> str:
    """SQL that reads every row as it is, with spare columns for surplus fields."""
    # DuckDB cannot pad rows and read quoted line breaks in parallel at once.
    more = f", strict_mode=false, null_padding=true, parallel=false, nullstr='{NEVER}'"
    return _read_csv(path, head.delimiter, len(head.names) + SPARE_COLUMNS, more)


def too_few(head: CsvHeader) -> str:
    """SQL condition on a row of `lenient`: it stops short of the last column."""
    return f"c{len(head.names) - 1} IS NULL"


def too_many(head: CsvHeader) -> str:
    """SQL condition on a row of `lenient`: something stands past the last column (empty fields do not count)."""
    spare = range(len(head.names), len(head.names) + SPARE_COLUMNS)
    return "(" + " OR ".join(f"coalesce(c{place}, '') <> ''" for place in spare) + ")"


def _read_csv(path: Path, delimiter: str, width: int, more: str) -> str:
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    return (
        f"read_csv({quoted(path)}, header=true, auto_detect=false, delim='{delimiter}', "
        f"quote='\"', escape='\"', columns={{{columns}}}{more})"
    )


def quoted(path: Path) -> str:
    """The path as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(HEADER_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def not_utf8(name: str) -> Finding:
    """The finding that a file is not UTF-8."""
    return Finding(name, None, None, "the file is not UTF-8, so letters with accents cannot be read", UTF8_REMEDY)

"""Loads a CSV file into a typed table of DuckDB, in one pass where nothing is wrong.

File in; a table, or findings out: what the file is, its header against the schema, and its rows, of which those with
too few or too many fields keep their numbers.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import ibis

from cleanbill.core.errors import BadInput, CleanbillError, Finding, near_miss
from cleanbill.engine.faults import SOURCE_ROW, ColumnRead, Fault, Loaded, Source, Wanted, checked, column_read, faulty

# A CSV file as DuckDB sees it: nothing guessed, every column text, every row counted.
#
# `header` reads the first record in Python; `strict` and `lenient` are the SQL
# that reads the rest. Columns are c0, c1, ... by place, so a header's words
# never enter SQL. `lenient` keeps rows with too few or too many fields in
# place, so that their row numbers are right; DuckDB pads short rows with NULL,
# while an empty field stays ''.


HEADER_BYTES = 1_048_576  # a header longer than this is not a header
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
    widest = max(headers, key=lambda header: len(header.names))
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


# Whether a file is there, has something in it, and is what its name says.


Kind = Literal["csv", "parquet"]
KINDS: dict[str, Kind] = {".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
LOOK_BYTES = 65_536  # how much of a file's start tells text from binary

# The first bytes by which formats say what they are.
MAGIC = {
    b"PAR1": "Parquet",
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\x1f\x8b": "gzip-compressed",
    b"\x28\xb5\x2f\xfd": "zstd-compressed",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"SQLite format 3": "an SQLite database",
    codecs.BOM_UTF16_LE: "UTF-16 text",
    codecs.BOM_UTF16_BE: "UTF-16 text",
}


def file_kind(path: Path) -> Kind:
    """ "csv" or "parquet", once name and first bytes agree.

    Raises BadInput with one finding where the file is absent, is a folder,
    cannot be read, is empty, or is not what its name says.
    """
    fault = _absent(path) or _unlike_its_name(path)
    if fault is not None:
        problem, remedy = fault
        raise BadInput([Finding(path.name, None, None, problem, remedy)])
    return KINDS[path.suffix.lower()]


def _absent(path: Path) -> tuple[str, str] | None:
    if path.is_dir():
        return "is a folder, not a file", "Name the file in it."
    if not path.exists():
        return "there is no such file", "Check the path; file names are case-sensitive."
    if path.suffix.lower() not in KINDS:
        return "its name does not say what it is", f"Use one of {', '.join(KINDS)}."
    if path.stat().st_size == 0:
        return "the file is empty (0 bytes)", "Export it again: a table has a header and at least one row."
    return None


def _unlike_its_name(path: Path) -> tuple[str, str] | None:
    try:
        head, tail = _ends(path)
    except OSError as refused:
        return f"the file cannot be read ({refused.strerror})", "Check its permissions."
    is_it = next((what for magic, what in MAGIC.items() if head.startswith(magic)), None)
    if KINDS[path.suffix.lower()] == "parquet":
        return _not_parquet(is_it, tail)
    if is_it == "UTF-16 text":
        return "the file is UTF-16, not UTF-8", "Save it as 'CSV UTF-8'."
    if is_it is not None:
        return f"its name says CSV, but it is {is_it}", "Export it as CSV, or give it the name of what it is."
    if b"\0" in head:
        return "its name says CSV, but it holds binary data", "Export it as CSV in UTF-8."
    return None


def _not_parquet(is_it: str | None, tail: bytes) -> tuple[str, str] | None:
    if is_it != "Parquet":
        what = f"it is {is_it}" if is_it else "its first bytes are not Parquet's"
        return f"its name says Parquet, but {what}", "Write it as Parquet, or give it the name of what it is (.csv)."
    if tail != b"PAR1":
        return "the Parquet file is cut off (its last bytes are missing)", "Copy or write it again."
    return None


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(LOOK_BYTES)
        file.seek(-min(4, path.stat().st_size), 2)
        return head, file.read(4)


# Matches a file's column names with a schema's, and says what is missing or doubled.


PERHAPS, SURELY = 0.7, 0.88  # likeness that is worth a word, and that makes an optional column a misspelt one


def name_findings(file: str, has: Sequence[str], wanted: Sequence[str], optional: Collection[str]) -> list[Finding]:
    """Findings for wanted columns that the file lacks or has twice.

    A name of the file is repeated only where it is like a wanted one: in a
    file without a header the first row is a person's data.
    """
    return [*_doubled(file, has, wanted), *_missing(file, has, wanted, optional)]


def _doubled(file: str, has: Sequence[str], wanted: Sequence[str]) -> Iterator[Finding]:
    for name in wanted:
        if has.count(name) > 1:
            yield Finding(file, None, name, f"the file has {has.count(name)} columns of this name", "Keep one of them.")


def _missing(file: str, has: Sequence[str], wanted: Sequence[str], optional: Collection[str]) -> Iterator[Finding]:
    unknown = [name for name in has if name not in wanted]
    absent = [name for name in wanted if name not in has]
    for name in absent:
        # Another column of the user's is no fault: "family_size" is not a misspelt "family_id".
        like = near_miss(name, unknown, likeness=SURELY if name in optional else PERHAPS)
        if like is not None and near_miss(like, absent) == name:
            yield Finding(file, None, name, f"the column is missing; {like} looks like it", f"Rename {like} to {name}.")
        elif name not in optional:
            count = "none of the file's columns is named like it"
            yield Finding(file, None, name, f"the column is missing; {count}", f"Add a column {name}.")


Faults = tuple[Fault, ...]


def load_csv(con: Any, wanted: Wanted) -> Loaded:
    """The file as a temporary table, with only the columns that are wanted. Raises BadInput."""
    head = header(wanted.path)
    found = name_findings(wanted.file, head.names, list(wanted.specs), wanted.optional)
    reads = tuple(_text(name, spec, head) for name, spec in wanted.specs.items() if name in head.names)
    name = ibis.util.gen_name("cleanbill_read")
    try:
        rows, ragged = _create(con, name, wanted, head, reads)
        # Rows lie in a new table as they lay in the file, so its rowid is their number.
        con.raw_sql(f"CREATE TEMP VIEW {name}_rows AS SELECT * EXCLUDE faulty, rowid + 1 AS {SOURCE_ROW} FROM {name}")
        source = Source(wanted.file, f"SELECT row_number() OVER () AS {SOURCE_ROW}, * FROM {rows}", reads, ragged)
        loaded = Loaded(f"{name}_rows", [read.name for read in reads])
        counts = f"SELECT count(*), count_if(faulty) FROM {name}"
        return checked(con, wanted, loaded, source, counts=counts, found=found)
    except BadInput:
        con.raw_sql(f"DROP VIEW IF EXISTS {name}_rows; DROP TABLE IF EXISTS {name}")
        raise


def _text(name: str, spec: Any, head: CsvHeader) -> ColumnRead:
    read = column_read(name, spec, f"c{head.names.index(name)}", "VARCHAR")
    if read is None:
        raise CleanbillError(f"No reader is written for the column {name}.")
    return read


def _create(con: Any, name: str, wanted: Wanted, head: CsvHeader, reads: tuple[ColumnRead, ...]) -> tuple[str, Faults]:
    """Makes the table `name`; the SQL it was read by, and what can be wrong with a whole row of it."""
    rows = strict(wanted.path, head)
    try:
        con.raw_sql(_table(name, rows, reads, ()))
    except duckdb.Error as refused:
        if not is_utf8(wanted.path):
            raise BadInput([not_utf8(wanted.file)]) from None
        if "Expected Number of Columns" not in str(refused):
            raise BadInput([_broken(wanted.file)]) from None
        return _create_ragged(con, name, wanted, head, reads)
    return rows, ()


def _create_ragged(
    con: Any, name: str, wanted: Wanted, head: CsvHeader, reads: tuple[ColumnRead, ...]
) -> tuple[str, Faults]:
    """The second look, at a file with ragged rows: they stay in place, so that the others keep their numbers."""
    rows, ragged = lenient(wanted.path, head), _ragged(head)
    try:
        con.raw_sql(_table(name, rows, reads, ragged))
    except duckdb.Error:
        raise BadInput([_broken(wanted.file)]) from None
    if not con.raw_sql(f"SELECT count_if(faulty) FROM {name}").fetchone()[0]:
        raise BadInput([_broken(wanted.file)])
    return rows, ragged


def _table(name: str, rows: str, reads: tuple[ColumnRead, ...], ragged: Faults) -> str:
    """SQL that makes the table; a ragged row is all NULL, as its fields may stand in the wrong columns."""
    whole = " AND ".join(f"NOT ({fault.when})" for fault in ragged) or "true"
    picks = [f'CASE WHEN {whole} THEN {read.typed} END AS "{read.name}"' for read in reads]
    picks.append(f"({faulty(reads, ragged) or 'false'}) AS faulty")
    return f"CREATE TEMP TABLE {name} AS SELECT {', '.join(picks)} FROM {rows}"


def _ragged(head: CsvHeader) -> Faults:
    remedy = "Give each row every column, and put text that holds the delimiter in double quotes."
    width = f"the {len(head.names)} columns"
    return (
        Fault(too_few(head), f"the row has fewer fields than {width}", remedy),
        Fault(too_many(head), f"the row has more fields than {width}", remedy),
    )


def _broken(file: str) -> Finding:
    remedy = "Save it again as 'CSV UTF-8': one kind of line end, a double quote inside quotes written twice."
    return Finding(file, None, None, "quotes or line ends are broken, so rows cannot be told apart", remedy)

"""Loads a CSV file into a typed table of DuckDB, in one pass where nothing is wrong."""

from __future__ import annotations

from typing import Any

import duckdb
import ibis

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.engine import csv_source
from cleanbill.engine.column_faults import ColumnRead, Fault, column_read
from cleanbill.engine.csv_source import CsvHeader
from cleanbill.engine.load import SOURCE_ROW, Loaded, Wanted, checked
from cleanbill.engine.read_columns import name_findings
from cleanbill.engine.read_faults import Source, faulty

Faults = tuple[Fault, ...]


def load_csv(con: Any, wanted: Wanted) -> Loaded:
    """The file as a temporary table, with only the columns that are wanted. Raises BadInput."""
    head = csv_source.header(wanted.path)
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
    rows = csv_source.strict(wanted.path, head)
    try:
        con.raw_sql(_table(name, rows, reads, ()))
    except duckdb.Error as refused:
        if not csv_source.is_utf8(wanted.path):
            raise BadInput([csv_source.not_utf8(wanted.file)]) from None
        if "Expected Number of Columns" not in str(refused):
            raise BadInput([_broken(wanted.file)]) from None
        return _create_ragged(con, name, wanted, head, reads)
    return rows, ()


def _create_ragged(
    con: Any, name: str, wanted: Wanted, head: CsvHeader, reads: tuple[ColumnRead, ...]
) -> tuple[str, Faults]:
    """The second look, at a file with ragged rows: they stay in place, so that the others keep their numbers."""
    rows, ragged = csv_source.lenient(wanted.path, head), _ragged(head)
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
        Fault(csv_source.too_few(head), f"the row has fewer fields than {width}", remedy),
        Fault(csv_source.too_many(head), f"the row has more fields than {width}", remedy),
    )


def _broken(file: str) -> Finding:
    remedy = "Save it again as 'CSV UTF-8': one kind of line end, a double quote inside quotes written twice."
    return Finding(file, None, None, "quotes or line ends are broken, so rows cannot be told apart", remedy)

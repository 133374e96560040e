"""A seller's file as rows of text in DuckDB: CSV of any delimiter and encoding, XLSX or Parquet.

`sale_file` finds the columns; `sale_table` takes in only those that are asked for, so
that a column that is refused is never stored. Rows keep their place in the file
as `source_row`; one with too few or too many fields stays, marked `ragged`.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import duckdb
import ibis
import ibis.expr.types as ir
from python_calamine import CalamineError, CalamineWorkbook

from cleanbill.core.errors import BadInput, Finding
from cleanbill.engine import csv as csv_source
from cleanbill.engine.csv import quoted
from cleanbill.engine.read import path_of, unnamed_file

DELIMITERS = (",", ";", "\t", "|", "^", "~")
PIECE = 1 << 20
NOTHING = ("NULL", "N/A", "#N/A", "\\N")  # what exports write where there is nothing
BROKEN = "Save it again as 'CSV UTF-8', with one kind of line end, and a double quote inside quotes written twice."


@dataclass(frozen=True, slots=True)
class SaleFile:
    """A file's name and column names, and the SQL that reads its rows as text c0, c1, ..."""

    name: str
    columns: tuple[str, ...]
    sql: str
    ragged: str = "false"  # SQL: the row has too few or too many fields
    lenient: SaleFile | None = None  # how to read it where some rows are ragged


@contextmanager
def sale_file(con: Any, path: Path, scratch: Path) -> Iterator[SaleFile]:
    """The file at `path`, to be read inside the block. Raises BadInput.

    Text that is not UTF-8, and a workbook, is written again on the disk of `scratch`, into a file without a name: it
    holds people in the clear, and goes with the process even where that is killed.
    """
    if not path.is_file() or path.stat().st_size == 0:
        raise _bad(path.name, "there is no such file, or it is empty", "Name the seller's CSV, XLSX or Parquet file.")
    with path.open("rb") as file:
        first = file.read(4)
    with unnamed_file(scratch) as fresh:
        if first == b"PAR1":
            yield _parquet(con, path)
        elif first == b"PK\x03\x04":
            yield _csv(_from_workbook(path, fresh), path.name)
        else:
            yield _csv(_as_utf8(path, first, fresh), path.name)


def sale_table(con: Any, sale: SaleFile, wanted: Mapping[str, str]) -> ir.Table:
    """A temporary table of text: each name of `wanted` from its column, `source_row` and `ragged`. Raises BadInput."""
    name = ibis.util.gen_name("cleanbill_sale")
    try:
        con.raw_sql(_create(name, sale, wanted))
    except duckdb.Error:
        if sale.lenient is None:
            raise _bad(sale.name, "rows cannot be told apart: quotes or line ends are broken", BROKEN) from None
        return sale_table(con, sale.lenient, wanted)
    con.raw_sql(f"CREATE TEMP VIEW {name}_rows AS SELECT rowid + 1 AS source_row, * FROM {name}")
    return con.table(f"{name}_rows")


def drop_sale_table(con: Any, table: ir.Table) -> None:
    """Drops what `sale_table` made."""
    view = table.get_name()
    con.raw_sql(f"DROP VIEW IF EXISTS {view}; DROP TABLE IF EXISTS {view.removesuffix('_rows')}")


def count_matches(
    con: Any, sale: SaleFile, column: str, patterns: Mapping[str, str], rows: int | None
) -> tuple[int, dict[str, int]]:
    """How many fields of a column hold something, and how many of them match each pattern whole; of `rows` or all."""
    text = _text(sale, column)
    some = f" LIMIT {rows}" if rows else ""
    counts = ", ".join(f"count_if(regexp_full_match(t, '{pattern}'))" for pattern in patterns.values())
    sql = f"SELECT count(t), {counts} FROM (SELECT {text} AS t FROM {sale.sql}{some})"
    try:
        filled, *found = con.raw_sql(sql).fetchone()
    except duckdb.Error:
        if sale.lenient is None:
            raise _bad(sale.name, "rows cannot be told apart: quotes or line ends are broken", BROKEN) from None
        return count_matches(con, sale.lenient, column, patterns, rows)
    return filled, {name: count or 0 for name, count in zip(patterns, found, strict=True)}  # null where all is empty


def _create(name: str, sale: SaleFile, wanted: Mapping[str, str]) -> str:
    picks = [f'CASE WHEN NOT {sale.ragged} THEN {_text(sale, column)} END AS "{to}"' for to, column in wanted.items()]
    return f"CREATE TEMP TABLE {name} AS SELECT {', '.join([*picks, f'({sale.ragged}) AS ragged'])} FROM {sale.sql}"


def _text(sale: SaleFile, column: str) -> str:
    trimmed = f"trim(c{sale.columns.index(column)}, ' \t\r\n\u00a0')"
    words = ", ".join(f"'{word}'" for word in ("", *NOTHING))
    return f"CASE WHEN {trimmed} NOT IN ({words}) THEN {trimmed} END"


def _csv(path: Path, name: str) -> SaleFile:
    try:
        head = csv_source.header(path, DELIMITERS)
    except BadInput as bad:
        raise BadInput([replace(finding, file=name) for finding in bad.findings]) from None
    columns = _unlike(head.names)
    ragged = f"({csv_source.too_few(head)} OR {csv_source.too_many(head)})"
    lenient = SaleFile(name, columns, csv_source.lenient(path, head), ragged)
    return SaleFile(name, columns, csv_source.strict(path, head), lenient=lenient)


def _parquet(con: Any, path: Path) -> SaleFile:
    rows = f"read_parquet({quoted(path)})"
    try:
        names = [row[0] for row in con.raw_sql(f"DESCRIBE SELECT * FROM {rows}").fetchall()]
    except duckdb.Error:
        raise _bad(path.name, "the Parquet file is damaged", "Copy or write it again.") from None
    escaped = [name.replace('"', '""') for name in names]
    picks = ", ".join(f'CAST("{name}" AS VARCHAR) AS c{place}' for place, name in enumerate(escaped))
    return SaleFile(path.name, _unlike(names), f"(SELECT {picks} FROM {rows})")


def _unlike(names: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Headers, each its own: a blank one is named by its place, a second of the same name has a number."""
    distinct: list[str] = []
    for place, name in enumerate(names, start=1):
        plain = " ".join(name.split()) or f"column {place}"
        distinct.append(plain if plain not in distinct else f"{plain} ({place})")
    return tuple(distinct)


def _as_utf8(path: Path, first: bytes, to: IO[bytes]) -> Path:
    """The path itself where it is UTF-8, else the text written again: UTF-16 by its mark, or Windows' Latin-1."""
    wide = first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if not wide and csv_source.is_utf8(path):
        return path
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace") if wide else None
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            to.write((decoder.decode(piece) if decoder else _western(piece)).encode())
    return path_of(to)


def _western(piece: bytes) -> str:
    try:
        return piece.decode("cp1252")
    except UnicodeDecodeError:
        return piece.decode("latin-1")


def _from_workbook(path: Path, to: IO[bytes]) -> Path:
    """The first sheet that has rows, as CSV; dates in ISO form, whole numbers without a decimal point."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = (workbook.get_sheet_by_name(name) for name in workbook.sheet_names)
        sheet = next((sheet for sheet in sheets if sheet.total_height), None)
    except CalamineError:
        raise _bad(path.name, "it is not a workbook that can be read", "Save it again as XLSX or CSV.") from None
    if sheet is None:
        raise _bad(path.name, "no sheet of the workbook has rows", "Export it again.")
    written = io.TextIOWrapper(to, encoding="utf-8", newline="")
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    for row in sheet.iter_rows():
        rows.writerow([_cell(cell) for cell in row])
    written.detach()  # which writes what is left, and leaves the file open
    return path_of(to)


def _cell(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _bad(file: str, problem: str, remedy: str) -> BadInput:
    return BadInput([Finding(file, None, None, problem, remedy)])

"""Reads a user's CSV or Parquet file as a typed table, or says everything that is wrong with it.

Table out: the schema's columns, in DuckDB (a CSV is loaded once, typed; a
Parquet file stays where it is). Extra columns are left out. All faults of a
file are collected as findings and raised together as BadInput; none quotes a
value of the file. Rows are never looped over in Python.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeVar

import duckdb
import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.tables import Column, Table, columns, ibis_schema
from cleanbill.engine.csv import file_kind, load_csv, name_findings, quoted
from cleanbill.engine.faults import SOURCE_ROW, ColumnRead, Loaded, Source, Wanted, checked, column_read, faulty, words

# Opens a Parquet file as a typed view of DuckDB; the rows stay in the file.


def load_parquet(con: Any, wanted: Wanted) -> Loaded:
    """The file as a temporary view, with only the columns that are wanted. Raises BadInput."""
    rows = f"read_parquet({quoted(wanted.path)}, file_row_number=true)"
    stored = _stored(con, wanted, rows)
    found = name_findings(wanted.file, list(stored), list(wanted.specs), wanted.optional)
    reads, misfits = _reads(wanted, stored)
    names = [f'"{read.name}"' for read in reads]
    numbered = f"SELECT {', '.join([*names, f'file_row_number + 1 AS {SOURCE_ROW}'])} FROM {rows}"
    source = Source(wanted.file, numbered, reads)
    picks = [f'{read.typed} AS "{read.name}"' for read in reads]
    view = ibis.util.gen_name("cleanbill_read")
    con.raw_sql(f"CREATE TEMP VIEW {view} AS SELECT {', '.join([*picks, SOURCE_ROW])} FROM ({numbered})")
    counts = f"SELECT count(*), count_if({faulty(reads, ()) or 'false'}) FROM {rows}"
    loaded = Loaded(view, [read.name for read in reads])
    try:
        return checked(con, wanted, loaded, source, counts=counts, found=[*found, *misfits])
    except BadInput:
        con.raw_sql(f"DROP VIEW {view}")
        raise


def _stored(con: Any, wanted: Wanted, rows: str) -> dict[str, str]:
    """Column name -> DuckDB type, as the file stores it."""
    try:
        described = con.raw_sql(f"DESCRIBE SELECT * EXCLUDE file_row_number FROM {rows}").fetchall()
    except duckdb.Error:
        damaged = Finding(wanted.file, None, None, "the Parquet file is damaged", "Copy or write it again.")
        raise BadInput([damaged]) from None
    return {row[0]: row[1] for row in described}


def _reads(wanted: Wanted, stored: Mapping[str, str]) -> tuple[tuple[ColumnRead, ...], list[Finding]]:
    """How to read each column that the file has, and findings for those of a type that cannot be."""
    reads, misfits = [], []
    for name, spec in wanted.specs.items():
        if name not in stored:
            continue
        read = column_read(name, spec, f'"{name}"', stored[name])
        if read is not None:
            reads.append(read)
            continue
        problem = f"is stored as {stored[name]}, not as {words(spec.dtype)}"
        misfits.append(Finding(wanted.file, None, name, problem, f"Store it as {words(spec.dtype)}."))
    return tuple(reads), misfits


# What stands in for a column that a file may lack: a constant, or a function of the table so far.
Fill: TypeAlias = str | int | Callable[[ir.Table], ir.Value] | None
Fills: TypeAlias = Mapping[str, Fill]
T = TypeVar("T")
Words: TypeAlias = Mapping[str, Collection[str]]
LOAD = {"csv": load_csv, "parquet": load_parquet}


def read_table(
    con: Any, path: Path, schema: type[Table], *, optional: Fills | None = None, allowed: Words | None = None
) -> ir.Table:
    """The file at `path` as a table of `schema`, columns in its order.

    `optional` are columns that the file need not have, with a constant or a
    function of the table (in the order given, each sees those before it).
    `allowed` are closed lists of words beyond the schema's own.
    Raises BadInput with every finding.
    """
    return read_numbered(con, path, schema, optional=optional, allowed=allowed).drop(SOURCE_ROW)


def read_numbered(
    con: Any, path: Path, schema: type[Table], *, optional: Fills | None = None, allowed: Words | None = None
) -> ir.Table:
    """`read_table` with the int64 column `source_row` in front, for checks across files."""
    if con.name != "duckdb":
        raise CleanbillError(f"Files are read with DuckDB, not {con.name}. Write Parquet and open that.")
    fills = optional or {}
    wanted = Wanted(path, _specs(schema, allowed or {}), frozenset(fills), schema.__key__)
    loaded = LOAD[file_kind(path)](con, wanted)
    table = con.table(loaded.view)
    for name, fill in fills.items():
        if name not in loaded.present:
            table = table.mutate(**{name: fill(table) if callable(fill) else ibis.literal(fill)})
    types = dict(ibis_schema(schema).items())
    return table.cast(types).select(SOURCE_ROW, *types)


def or_noted(found: list[Finding], read: Callable[[], T]) -> T | None:
    """What `read` returns, or None with its findings added to `found`."""
    try:
        return read()
    except BadInput as bad:
        found.extend(bad.findings)
        return None


def read_all(*readers: Callable[[], Any]) -> list[Any]:
    """What each reader returns, or one BadInput with the findings of all that raised it."""
    findings: list[Finding] = []
    results = [or_noted(findings, reader) for reader in readers]
    if findings:
        raise BadInput(findings)
    return results


def _specs(schema: type[Table], allowed: Words) -> dict[str, Column]:
    """The schema's columns, with the check that a word is on the list where one is given."""
    specs = columns(schema)
    for name, listed in allowed.items():
        specs[name] = specs[name].narrowed(sorted(listed))
    return specs


# A file without a name: it goes when it is closed or the process is killed, so that nothing clear stays on disk.


@contextmanager
def unnamed_file(folder: Path) -> Iterator[IO[bytes]]:
    """An empty file on the disk of `folder`, to be written and then read by `path_of`."""
    with tempfile.TemporaryFile(dir=folder) as file:
        yield file


def path_of(file: IO[bytes]) -> Path:
    """The path by which an engine in this process opens the file while it is open; all that was written is there."""
    file.flush()
    return Path(f"/dev/fd/{file.fileno()}")

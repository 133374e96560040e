"""Opens a Parquet file as a typed view of DuckDB; the rows stay in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import ibis

from cleanbill.core.errors import BadInput, Finding
from cleanbill.engine.column_faults import ColumnRead, column_read, words
from cleanbill.engine.csv_source import quoted
from cleanbill.engine.load import SOURCE_ROW, Loaded, Wanted, checked
from cleanbill.engine.read_columns import name_findings
from cleanbill.engine.read_faults import Source, faulty


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

"""Reads a user's CSV or Parquet file as a typed table, or says everything that is wrong with it.

Table out: the schema's columns, in DuckDB (a CSV is loaded once, typed; a
Parquet file stays where it is). Extra columns are left out. All faults of a
file are collected as findings and raised together as BadInput; none quotes a
value of the file. Rows are never looped over in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.tables import Column, Table, columns, ibis_schema
from cleanbill.engine.file_kind import file_kind
from cleanbill.engine.load import SOURCE_ROW, Wanted
from cleanbill.engine.load_csv import load_csv
from cleanbill.engine.load_parquet import load_parquet

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


def noted(found: list[Finding], read: Callable[[], T]) -> T | None:
    """What `read` returns, or None with its findings added to `found`."""
    try:
        return read()
    except BadInput as bad:
        found.extend(bad.findings)
        return None


def together(*readers: Callable[[], Any]) -> list[Any]:
    """What each reader returns, or one BadInput with the findings of all that raised it."""
    findings: list[Finding] = []
    results = [noted(findings, reader) for reader in readers]
    if findings:
        raise BadInput(findings)
    return results


def _specs(schema: type[Table], allowed: Words) -> dict[str, Column]:
    """The schema's columns, with the check that a word is on the list where one is given."""
    specs = columns(schema)
    for name, listed in allowed.items():
        specs[name] = specs[name].narrowed(sorted(listed))
    return specs

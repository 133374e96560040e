"""Writes a table as Parquet in a fixed row order, so that equal runs give equal bytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow.parquet as pq

from cleanbill.core.tables import Table, ibis_schema

# The engine's names of the types that schemas declare.
SQL_TYPES = {
    "string": "VARCHAR", "int64": "BIGINT", "int32": "INTEGER", "float64": "DOUBLE", "boolean": "BOOLEAN",
    "date": "DATE", "timestamp(6)": "TIMESTAMP",
}  # fmt: skip

# A dictionary of more words than that, as of keys and amounts, costs time and room.
OPTIONS = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1000"


def write_parquet(
    con: Any,
    table: ir.Table,
    path: Path,
    *,
    schema: type[Table],
    order: Sequence[str] | None = None,
    in_path: Collection[str] = (),
) -> None:
    """Write `table` to `path`, columns and types as `schema` declares them.

    `order` is the schema's key unless told. Columns `in_path` are those that
    a folder of the path states, as "world=today"; they are not in the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    types = {name: kind for name, kind in ibis_schema(schema).items() if name not in in_path}
    keys = [name for name in (schema.__key__ if order is None else order) if name not in in_path]
    if con.name == "duckdb":
        _copy(con, table.select(*types), path, types, keys)
    else:
        _stream(con, table.select(*types).cast(types).order_by(keys), path)


def _copy(con: Any, table: ir.Table, path: Path, types: Mapping[str, dt.DataType], keys: Sequence[str]) -> None:
    """DuckDB's own COPY, with each column cast in its SQL.

    Ibis leaves out a cast to the type it believes a column has, and believes
    int64 of sums that are 128 bits wide and date of timestamps.
    """
    view = ibis.util.gen_name("cleanbill_write")
    con.create_view(view, table)
    shaped = ", ".join(f'CAST("{name}" AS {SQL_TYPES[str(kind)]}) AS "{name}"' for name, kind in types.items())
    order = ", ".join(f'"{key}"' for key in keys)
    target = str(path).replace("'", "''")
    try:
        con.raw_sql(f"COPY (SELECT {shaped} FROM {view} ORDER BY {order}) TO '{target}' ({OPTIONS})").fetchall()
    finally:
        con.raw_sql(f"DROP VIEW IF EXISTS {view}")


def _stream(con: Any, ordered: ir.Table, path: Path) -> None:
    """One file, written here: Spark itself would make a folder of parts at `path`."""
    shape = ordered.schema().to_pyarrow()
    with (
        con.to_pyarrow_batches(ordered) as batches,
        pq.ParquetWriter(path, shape, compression="zstd", compression_level=1) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch.cast(shape))

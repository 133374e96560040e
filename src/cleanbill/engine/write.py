"""Writes a table as Parquet in a fixed row order, so that equal runs give equal bytes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow.parquet as pq

from cleanbill.core.table import Table, ibis_schema


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
    ordered = table.select(*types).cast(types).order_by(keys)
    if con.name == "duckdb":
        con.to_parquet(ordered, path, compression="zstd", compression_level=1)
    else:
        _stream(con, ordered, path)


def _stream(con: Any, ordered: ir.Table, path: Path) -> None:
    """One file, written here: Spark itself would make a folder of parts at `path`."""
    with (
        con.to_pyarrow_batches(ordered) as batches,
        pq.ParquetWriter(path, ordered.schema().to_pyarrow(), compression="zstd", compression_level=1) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)

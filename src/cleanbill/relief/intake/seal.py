"""The two steps that go through Arrow: Social Security numbers become keyed hashes, identity is sealed.

Both stream in batches, so memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleanbill.core.tables import ibis_schema
from cleanbill.engine import path_of
from cleanbill.relief.intake.tables import Identity
from cleanbill.vault import hashed_ssns, last_fours, write_sealed

BATCH = 100_000
SHAPE = pa.schema({
    "source_row": pa.int64(), "ssn_hash": pa.string(), "ssn_last4": pa.string(), "ssn_impossible": pa.bool_(),
})  # fmt: skip


def hashed(con: Any, numbers: ir.Table, hash_key: bytes, to: IO[bytes]) -> ir.Table:
    """`numbers` (source_row, ssn) as source_row, ssn_hash, ssn_last4 and ssn_impossible, by way of the file `to`."""
    with (
        con.to_pyarrow_batches(numbers.select("source_row", "ssn"), chunk_size=BATCH) as batches,
        pq.ParquetWriter(to, SHAPE, compression="zstd", compression_level=1) as writer,
    ):
        for batch in batches:
            writer.write_batch(_hashed(batch, hash_key))
    return con.read_parquet(path_of(to))


def _hashed(batch: pa.RecordBatch, hash_key: bytes) -> pa.RecordBatch:
    rows, numbers = batch.column("source_row"), batch.column("ssn")
    hashes, fours = hashed_ssns(numbers, hash_key), last_fours(numbers)
    digits = pc.utf8_length(pc.replace_substring_regex(numbers, "[^0-9]", ""))
    four_alone = pc.fill_null(pc.equal(digits, 4), False)
    impossible = pc.and_(pc.is_valid(numbers), pc.and_(pc.is_null(hashes), pc.invert(four_alone)))
    known = pc.if_else(impossible, pa.scalar(None, pa.string()), fours)
    return pa.RecordBatch.from_arrays([rows.cast(pa.int64()), hashes, known, impossible], schema=SHAPE)


def sealed(con: Any, rows: ir.Table, path: Path, key: bytes) -> int:
    """Seals who owes the accounts of `rows`, in the order of the file; the rows written."""
    types = ibis_schema(Identity)
    shape = types.to_pyarrow()
    ordered = rows.select(*types).order_by("source_row")
    with con.to_pyarrow_batches(ordered, chunk_size=BATCH) as batches:
        return write_sealed(_shaped(batches, shape), shape, path, key)


def _shaped(batches: Any, shape: pa.Schema) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        columns = [batch.column(name).cast(kind) for name, kind in zip(shape.names, shape.types, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=shape)

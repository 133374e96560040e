"""Writes down the debts of a portfolio, as keyed hashes.

In: the accepted rows of a seller's file. Out: a file of `debt`, one row for each. Streams in batches.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleanbill.core.tables import ibis_schema
from cleanbill.relief.seen.key import debt_keys, keyed
from cleanbill.relief.seen.tables import Debt

DEBTS = "debts.parquet"
BATCH = 100_000
READ = [
    "portfolio_id", "source_row", "holder", "account_id", "orig_creditor", "orig_account", "date_of_service",
    "original_balance_cents", "current_balance_cents",
]  # fmt: skip


def registered(accepted: Path, to: Path, key: bytes) -> int:
    """The rows written to `to`. A debt is the original creditor's number; the holder's own where that is not given."""
    shape = ibis_schema(Debt).to_pyarrow()
    rows = 0
    with (
        pq.ParquetFile(accepted) as held,
        pq.ParquetWriter(to, shape, compression="zstd", compression_level=1) as writer,
    ):
        for batch in held.iter_batches(BATCH, columns=READ):
            writer.write_table(_debts(batch, shape, key))
            rows += batch.num_rows
    return rows


def _debts(batch: pa.RecordBatch, shape: pa.Schema, key: bytes) -> pa.Table:
    told = {name: batch.column(name) for name in READ[:4]}
    creditors = pc.coalesce(batch.column("orig_creditor"), batch.column("holder"))
    numbers = pc.coalesce(batch.column("orig_account"), batch.column("account_id"))
    debt, alike = debt_keys(creditors, numbers, key)
    first = pc.coalesce(batch.column("original_balance_cents"), batch.column("current_balance_cents"))
    days = batch.column("date_of_service").cast(pa.string())
    visits = pc.binary_join_element_wise("visit", days, first.cast(pa.string()), "\n").to_pylist()
    return pa.table({**told, "debt_key": debt, "alike_key": alike, "visit_key": keyed(visits, key)}, schema=shape)

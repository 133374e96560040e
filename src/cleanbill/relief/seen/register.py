"""Writes down the debts of a portfolio, as keyed hashes.

In: the accepted rows of a seller's file. Out: a file of `debt`, one row for each. Streams in batches.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill.core.table import ibis_schema
from cleanbill.relief.seen.key import debt_keys
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
    told = {name: batch.column(name) for name in ("portfolio_id", "source_row", "holder", "account_id")}
    named = zip(*(batch.column(name).to_pylist() for name in READ[2:6]), strict=True)
    keys = [
        debt_keys(creditor or holder, number or account, key) or (None, None)
        for holder, account, creditor, number in named
    ]
    seen_on = zip(*(batch.column(name).to_pylist() for name in READ[6:]), strict=True)
    visits = [None if day is None else _visit(key, f"{day}", first or left) for day, first, left in seen_on]
    told |= {"debt_key": [own for own, _ in keys], "alike_key": [like for _, like in keys], "visit_key": visits}
    return pa.table(told, schema=shape)


def _visit(key: bytes, day: str, cents: int) -> str:
    return hmac.new(key, f"visit\n{day}\n{cents}".encode(), hashlib.sha256).hexdigest()

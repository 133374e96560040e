"""Accounts and debts seen before, as tables, for tests of screens and values."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill.core.tables import ibis_schema
from cleanbill.debt import Account
from cleanbill.relief.seen import Seen

GIVEN = {
    "holder": "H", "patient_id": "p", "orig_account": "O", "state": "MO", "date_of_service": date(2025, 1, 2),
    "original_balance_cents": 100_000, "current_balance_cents": 100_000, "interest_fees_cents": 0, "age_days": 0,
}  # fmt: skip


def accounts(rows: list[dict[str, Any]]) -> ir.Table:
    """`account` of rows that say what differs from GIVEN, with `id` for account_id; what is not said is null."""
    schema = ibis_schema(Account).to_pyarrow()
    held = [{**GIVEN, **row, "account_id": row["id"]} for row in rows]
    full = [{name: row.get(name) for name in schema.names} for row in held]
    return ibis.memtable(pa.Table.from_pylist(full, schema=schema))


def seen(rows: list[dict[str, Any]]) -> ir.Table:
    return ibis.memtable(pa.Table.from_pylist(rows, schema=ibis_schema(Seen).to_pyarrow()))

"""Accounts for tests of incomes, and what is decided of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

TODAY = date(2026, 6, 1)
SCHEMA = pa.schema(
    [
        ("holder", pa.string()),
        ("account_id", pa.string()),
        ("patient_id", pa.string()),
        ("zip", pa.string()),
        ("county_fips", pa.string()),
        ("state", pa.string()),
        ("date_of_service", pa.date32()),
        ("current_balance_cents", pa.int64()),
        ("est_income_cents", pa.int64()),
        ("household_size", pa.int64()),
        ("fpl_bp", pa.int64()),
    ]
)


def account(name: str, **told: Any) -> dict[str, Any]:
    """A row; what is not told is not known."""
    row = dict.fromkeys(SCHEMA.names)
    row |= {"holder": "H", "account_id": name, "patient_id": name, "date_of_service": date(2025, 1, 15)}
    return row | {"current_balance_cents": 100} | told


def table(rows: Sequence[Mapping[str, Any]]) -> ir.Table:
    return ibis.memtable(pa.Table.from_pylist(list(rows), schema=SCHEMA))


def by_name(con: Any, decisions: ir.Table) -> dict[str, dict[str, Any]]:
    return {row["account_id"]: row for row in con.to_pyarrow(decisions).to_pylist()}

"""The world `relief`: a fund buys what it can of the offered debts and abolishes it.

Writes `decision`, `purchase` and `posting`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from cleanbill.core.tables import Table, ibis_schema
from cleanbill.engine import write_parquet
from cleanbill.fund import Fund, gift
from cleanbill.ledger import Ledger
from cleanbill.relief import Decision, Offer, PostingRow, Purchase, Relieved, qualify, relieve


@dataclass(frozen=True, slots=True)
class Programme:
    """A round of relief: the rule by which accounts qualify, the price and the money."""

    rule: str
    price_bp: int
    fund: Fund
    given_cents: int


def relieve_debts(con: Any, folder: Path, programme: Programme, *, today: date) -> Relieved:
    """Decides on every account in `folder`, buys and abolishes; writes the three tables."""
    accounts = con.read_parquet(folder / "account.parquet")
    decisions = qualify(accounts, programme=programme.rule, price_bp=programme.price_bp, today=today)
    write_parquet(con, decisions, folder / "decision.parquet", schema=Decision)
    ledger = Ledger()
    if programme.given_cents:
        memo = "given to abolish medical debt"
        ledger = ledger.post(gift(programme.fund, "gift-1", today, programme.given_cents, memo))
    done = relieve(_offers(con, folder), programme.fund, ledger, purchase_id="purchase-1", today=today)
    _write_rows(con, done.purchases, folder / "purchase.parquet", Purchase)
    _write_rows(con, tuple(done.ledger.rows()), folder / "posting.parquet", PostingRow)
    return done


def _offers(con: Any, folder: Path) -> list[Offer]:
    decided = con.read_parquet(folder / "decision.parquet")
    accounts = con.read_parquet(folder / "account.parquet")
    good = decided.filter(decided.qualifies).select("holder", "account_id", "price_cents")
    offered = good.inner_join(accounts, ["holder", "account_id"]).select(
        "holder", "account_id", "patient_id", "county_fips", "fpl_bp", "price_cents", face_cents="current_balance_cents"
    )
    return [Offer(**row) for row in con.to_pyarrow(offered).to_pylist()]


def _write_rows(con: Any, rows: tuple[dict[str, Any], ...], path: Path, schema: type[Table]) -> None:
    table = pa.Table.from_pylist(list(rows), schema=ibis_schema(schema).to_pyarrow())
    write_parquet(con, ibis.memtable(table), path, schema=schema)

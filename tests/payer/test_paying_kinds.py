"""Fee for service, capitation and hospital budgets: all become rows of `payable`, and one run pays them."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest

from cleanbill.core.tables import ibis_schema
from cleanbill.payer import SettledLine
from cleanbill.payer.payment_run import capitation, claims_payable, instalments
from tests.payer.test_paying import Book

Row = dict[str, Any]


def rows(con: Any, table: Any) -> list[Row]:
    found: list[Row] = con.to_pyarrow(table).to_pylist()
    return sorted(found, key=lambda row: (row["payee_id"] or "", row["payable_id"]))


@pytest.mark.parametrize("budget", [0, 1, 11, 12, 120_000_000_07, 9_999_999_999_99])
def test_twelve_instalments_add_up_to_the_budget(budget: int, duckdb_engine: Any) -> None:
    budgets = ibis.memtable({"payee_id": ["H1"], "budget_cents": [budget]})
    parts = [row["amount_cents"] for row in rows(duckdb_engine, instalments(budgets, 2026, fund_id="trust"))]
    assert len(parts) == 12
    assert sum(parts) == budget
    assert max(parts) - min(parts) <= 1
    assert parts == sorted(parts, reverse=True)


def test_an_instalment_by_hand(engine: Any) -> None:
    # 100 cents over 12 months: 8 each and 4 left over, one each to January to April
    budgets = ibis.memtable({"payee_id": ["H1"], "budget_cents": [100]})
    got = rows(engine, instalments(budgets, 2026, fund_id="trust"))
    assert [row["amount_cents"] for row in got] == [9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8]
    assert got[4]["payable_id"] == "budget:2026-05:H1"
    assert got[4]["approved_on"] == date(2026, 5, 1)


SPANS = [
    ("A", "C1", date(2026, 1, 1), date(2026, 12, 31)),
    ("B", "C1", date(2026, 3, 1), date(2026, 3, 31)),
    ("C", "C1", date(2026, 3, 2), date(2026, 12, 31)),  # not yet on the 1st
    ("D", "C1", date(2025, 1, 1), date(2026, 2, 28)),  # no longer
    ("E", "C2", date(2026, 3, 1), date(2026, 3, 1)),
    ("E", "C2", date(2026, 1, 1), date(2026, 6, 30)),  # twice given, once counted
]


def spans(held: list[Any]) -> Any:
    names = {"person_id": pa.string(), "payee_id": pa.string(), "start": pa.date32(), "end": pa.date32()}
    return ibis.memtable(pa.table({n: pa.array([r[i] for r in held], t) for i, (n, t) in enumerate(names.items())}))


RATES = {"payee_id": ["C1", "C2", "C3"], "member_month_cents": [4_550, 3_000, 9_900]}


def test_capitation_counts_members_on_the_first_of_the_month(engine: Any) -> None:
    got = rows(engine, capitation(spans(SPANS), ibis.memtable(RATES), date(2026, 3, 15), fund_id="trust"))
    # C1: A and B, 2 x 4,550; C2: E once; C3: nobody
    assert [row["amount_cents"] for row in got] == [9_100, 3_000, 0]
    assert got[0]["payable_id"] == "capitation:2026-03:C1"


def test_capitation_is_paid_once_and_corrected_when_cover_was(duckdb_engine: Any) -> None:
    book, rates, month = Book(duckdb_engine), ibis.memtable(RATES), date(2026, 3, 1)
    first = rows(duckdb_engine, capitation(spans(SPANS), rates, month, fund_id="trust"))
    assert sum(row["paid_cents"] for row in book.run(first, date(2026, 3, 1))) == 12_100
    again = capitation(spans(SPANS[1:]), rates, month, fund_id="trust", version=2)  # A had died
    both = first + rows(duckdb_engine, again)
    remittances = {row["payee_id"]: row for row in book.run(both, date(2026, 6, 1))}
    assert (remittances["C1"]["capitation_cents"], remittances["C1"]["closing_cents"]) == (-4_550, 4_550)
    assert remittances["C1"]["interest_cents"] == 0  # three months on, and no claim
    assert (remittances["C2"]["paid_cents"], remittances["C2"]["closing_cents"]) == (0, 0)


def _line(claim: str, line: int, payer: int) -> Row:
    names = ibis_schema(SettledLine)
    empty = {name: 0 if str(kind).startswith("int") else "" for name, kind in names.items()}
    given = {"claim_id": claim, "line": line, "provider_id": "H1", "plan_paid_cents": payer, "benefit": "office"}
    return empty | given | {"service_date": date(2026, 1, 1)}


def test_fee_for_service_is_what_the_plan_owes_for_all_lines(engine: Any) -> None:
    lines = [_line("K1", 1, 700), _line("K1", 2, 50), _line("K2", 1, 10)]
    settled = ibis.memtable(pa.Table.from_pylist(lines, schema=ibis_schema(SettledLine).to_pyarrow()))
    day = date(2026, 2, 1)
    receipts = [
        {"claim_id": name, "version": 1, "received_on": day, "approved_on": day, "clean": True} for name in ("K1", "K3")
    ]
    got = rows(engine, claims_payable(settled, ibis.memtable(pa.Table.from_pylist(receipts)), fund_id="trust"))
    assert {row["payable_id"]: (row["payee_id"], row["amount_cents"]) for row in got} == {
        "K1": ("H1", 750),
        "K3": (None, 0),
    }


def test_one_run_pays_all_three_kinds(duckdb_engine: Any) -> None:
    budgets = ibis.memtable({"payee_id": ["H1"], "budget_cents": [1_200]})
    month = date(2026, 1, 1)
    found = rows(duckdb_engine, instalments(budgets, 2026, fund_id="trust"))
    found += rows(duckdb_engine, capitation(spans(SPANS), ibis.memtable(RATES), month, fund_id="trust"))
    book = Book(duckdb_engine)
    for number in (1, 2, 7, 12):
        book.run(found, date(2026, number, 1))
    assert sum(row["budget_cents"] for row in book.remittance) == 1_200
    assert sum(row["capitation_cents"] for row in book.remittance) == 2 * 4_550 + 3_000  # A and D; E
    assert book.reconciled(found, date(2026, 12, 31))["due_cents"] == 0

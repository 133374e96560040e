"""When a debt can no longer be sued for: worked examples of each changed limit, and every state has one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import yaml

from cleanbill.debt import barred, barred_from
from cleanbill.law import parameter

CASES = yaml.safe_load((Path(__file__).parent / "limitation.yaml").read_text())
SCHEMA = pa.schema([
    ("row", pa.int64()), ("state", pa.string()), ("date_of_service", pa.date32()), ("last_payment_date", pa.date32()),
    ("sol_date", pa.date32()), ("judgment_flag", pa.bool_()),
])  # fmt: skip


def looked_at(con: Any, cases: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    rows = [
        [n, case["state"], case["served"], case.get("paid"), case.get("sol"), case.get("judgment")]
        for n, case in enumerate(cases)
    ]
    table = ibis.memtable(pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], SCHEMA))
    got = table.select("row", since=barred_from(table, today), barred=barred(table, today)).order_by("row")
    found: list[dict[str, Any]] = con.to_pyarrow(got).to_pylist()
    return found


def test_worked_examples(engine: Any) -> None:
    got = looked_at(engine, CASES["debts"], CASES["today"])
    for case, row in zip(CASES["debts"], got, strict=True):
        assert (row["since"], row["barred"]) == (case["from"], case["barred"]), case


def test_a_law_that_is_not_yet_made_is_not_gone_by(duckdb_engine: Any) -> None:
    case = [{"state": "NY", "served": date(2020, 4, 3)}]
    assert looked_at(duckdb_engine, case, date(2020, 4, 2))[0]["since"] == date(2026, 4, 3)


def test_every_state_and_the_district_has_years_in_one_place() -> None:
    by_line = parameter("us/limitation_years").values
    first = by_line[min(by_line)]
    assert len(first) == 50, "fifty states and the district, without Massachusetts"
    assert "MA" not in first
    assert all(set(line) <= set(first) for line in by_line.values())
    assert all(2 <= years <= 10 for line in by_line.values() for years in line.values())

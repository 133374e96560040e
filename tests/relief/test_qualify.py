"""Who qualifies: worked examples on both engines, with the rule of the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
import yaml

from cleanbill.relief import qualify

CASES = yaml.safe_load((Path(__file__).parent / "qualify.yaml").read_text())
SCHEMA = pa.schema(
    [
        ("holder", pa.string()),
        ("account_id", pa.string()),
        ("patient_id", pa.string()),
        ("current_balance_cents", pa.int64()),
        ("est_income_cents", pa.int64()),
        ("fpl_bp", pa.int64()),
    ]
)


def _decided(con: Any, cases: list[dict[str, Any]], today: date, price_bp: int = 100) -> dict[str, dict[str, Any]]:
    rows = [["H", c["id"], c["patient"], c["face"], c["income"], c["fpl"]] for c in cases]
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)
    decided = qualify(ibis.memtable(table), programme="undue", price_bp=price_bp, today=today)
    return {row["account_id"]: row for row in con.to_pyarrow(decided).to_pylist()}


@pytest.mark.parametrize(("group", "today"), [("accounts", date(2025, 6, 1)), ("older", date(2022, 6, 1))])
def test_worked_examples(group: str, today: date, engine: Any) -> None:
    got = _decided(engine, CASES[group], today)
    assert len(got) == len(CASES[group]), "every account is decided on, whichever way"
    for case in CASES[group]:
        decision = got[case["id"]]
        assert (decision["qualifies"], decision["reason"]) == (case["qualifies"], case["reason"]), case
        assert decision["decided_on"] == today
        assert decision["guideline_year"] == today.year


def test_a_decision_holds_what_it_went_by(engine: Any) -> None:
    decision = _decided(engine, CASES["accounts"], date(2025, 6, 1))["A5"]
    assert decision["debt_share_bp"] == 500  # (300,000 + 200,000) / 10,000,000
    assert decision["price_cents"] == 3_000  # one cent on the dollar of 3,000.00
    assert decision["price_bp"] == 100


def test_no_account_is_priced_at_nothing(engine: Any) -> None:
    assert _decided(engine, CASES["accounts"], date(2025, 6, 1), price_bp=1)["A7"]["price_cents"] == 1

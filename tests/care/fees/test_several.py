"""Several services of a session where the amounts are given: published examples, to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import yaml

from cleanbill.care.fees.multiple import multiple_procedures
from cleanbill.core.money import WHOLE_BP
from tests.care.fees.sample import DAY

SESSIONS = yaml.safe_load((Path(__file__).parent / "several.yaml").read_text("utf-8"))


def test_given_amounts(engine: Any) -> None:
    rows = [_line(number, place, case) for number, place, case in _cases()]
    table = pa.Table.from_pylist(rows)
    none = table.schema.get_field_index("technical_cap_cents")
    table = table.set_column(none, "technical_cap_cents", pa.nulls(len(rows), pa.int64()))
    priced = multiple_procedures(ibis.memtable(table))
    found = {row["claim_id"]: row for row in engine.to_pyarrow(priced).to_pylist()}
    for number, place, case in _cases():
        row = found[f"{number}-{place}"]
        assert row["multiple_reason"] == case.get("reason"), case
        assert case.get("price") in (None, row["procedures_cents"]), (row["procedures_cents"], case)
        assert (row["reduced_units"] > 0) == (row["multiple_rule"] is not None)


def _cases() -> list[tuple[int, int, Mapping[str, Any]]]:
    return [(n, place, case) for n, session in enumerate(SESSIONS) for place, case in enumerate(session["lines"])]


def _line(number: int, place: int, case: Mapping[str, Any]) -> dict[str, Any]:
    amount = case["amount"]
    return {
        "claim_id": f"{number}-{place}",
        "line": 1,
        "provider_id": "B",
        "person_id": f"P{number}",
        "service_date": DAY,
        "payable": True,
        "bundles": False,
        "rvu_multiple": case["multiple"],
        "rvu_endo_base": case.get("family", ""),
        "code": f"Z{place}",
        "modifiers": "  ",
        "units": case.get("units", 1),
        "amount_cents": amount,
        "unit_cents": amount,
        "sided_cents": amount,
        "base_cents": case.get("base"),
        "portion_bp": WHOLE_BP,
        "technical_cents": case.get("technical"),
        "technical_cap_cents": None,
        "expense_e5": case.get("expense", 0),
        "less_expense_cents": case.get("less"),
    }

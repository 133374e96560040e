"""Lines under plans with their status, and what corrections take out, on each engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pytest

from cleanbill.payer.adjudicate import decide
from cleanbill.payer.corrections import corrections, under_plans, unsettled
from cleanbill.payer.edits import code_tables
from cleanbill.payer.edits.rules import WITHIN_THE_STAY, included
from tests.care.fees import sample
from tests.payer.year_of_care import DAY, as_lines, as_members, in_one_piece, line, member

ROWS = [
    line("K1", "A"),
    line("K2", "A", fee_cents=None, service_date=date(2025, 6, 1)),
    line("K3", "A", service_date=date(2024, 12, 31)),
    line("K4", "B", service_date=date(2026, 1, 1)),
]


@pytest.mark.parametrize("checks", [None, "tables"])
def test_every_line_is_under_every_plan_once(checks: str | None, engine: Any) -> None:

    members = as_members([member("A", sex="F", birth_date=date(1980, 1, 1)), member("B", sex="M", birth_date=None)])
    tables = None if checks is None else code_tables()
    decided = decide(as_lines(ROWS), members.drop("plan_id"), ["employer", "none"], tables, DAY)
    refused = in_one_piece(engine, decided.refused)
    rows = engine.to_pyarrow(refused).to_pylist()
    found = {(row["plan_id"], row["claim_id"]): (row["status"], row["group"], row["carc"]) for row in rows}
    by_claim = {"K2": ("pended", None, None), "K3": ("denied", "PR", "26"), "K4": ("denied", "PR", "27")}
    assert found == {(name, claim): status for name in ("employer", "none") for claim, status in by_claim.items()}
    assert len(rows) == 6
    placed = engine.to_pyarrow(decided.placed).to_pylist()
    under = [(row["plan_id"], row["claim_id"]) for row in placed]
    assert sorted(under) == [(name, claim) for name in ("employer", "none") for claim in ("K1", "K2")]
    waiting = engine.to_pyarrow(unsettled(refused, None)).to_pylist()
    assert [(row["claim_id"], row["reason"]) for row in waiting] == [("K2", "no fee is given")] * 2


def test_what_corrections_take_out_names_the_claim_that_did_it(engine: Any) -> None:
    rows = [
        line("O", "A", action="original"),
        line("R1", "A", action="replacement", original_claim_id="O"),
        line("R2", "A", action="replacement", original_claim_id="R1"),
        line("P", "A", action=None),
        line("V", "A", action="void", original_claim_id="P"),
        line("W", "A", action="void", original_claim_id="elsewhere"),
    ]
    found = engine.to_pyarrow(corrections(as_lines(rows))).to_pylist()
    assert {row["claim_id"]: (row["status"], row["by_claim_id"]) for row in found} == {
        "O": ("replaced", "R1"),
        "R1": ("replaced", "R2"),
        "P": ("voided", "V"),
        "V": ("voided", None),
        "W": ("voided", None),
    }
    plans = ibis.memtable([{"plan_id": "employer"}, {"plan_id": "hdhp"}])
    both = under_plans(corrections(as_lines(rows)), as_members([member("A")]), plans)
    assert engine.to_pyarrow(both.count()).as_py() == 10


def test_lines_within_a_stay_are_known_by_the_reason_that_prices_give(engine: Any) -> None:
    schedules = sample.schedules_of(drg_weight=[{"drg": "470", "weight_e4": 19_289}])
    stay = {"benefit": "inpatient", "form": "institutional", "modifiers": "", "minutes": None}
    rows = [
        sample.line(1, "470", code_system="MS-DRG", **stay),
        sample.line(1, "0120", line=2, code_system="REV", **stay),
    ]
    priced = sample.priced(engine, rows, schedules)
    assert [row["pended_reason"] for row in priced] == [None, WITHIN_THE_STAY]
    table = ibis.memtable(
        [{"pended_reason": reason, "status": status, **dict.fromkeys(("rule", "group", "carc", "source")), "since": DAY}
         for reason, status in ((WITHIN_THE_STAY, "pended"), ("no code", "pended"), (WITHIN_THE_STAY, "denied"))],
        schema={"pended_reason": "string", "status": "string", "rule": "string", "group": "string", "carc": "string",
                "source": "string", "since": "date"},
    )  # fmt: skip
    found = engine.to_pyarrow(included(table, DAY)).to_pylist()
    assert [(row["status"], row["group"], row["carc"], row["rule"]) for row in found] == [
        ("denied", "CO", "97", "included"),
        ("pended", None, None, None),
        ("denied", None, None, None),
    ]

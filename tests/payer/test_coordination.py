"""Two payers never pay above the patient's share of the first; surprise bills before and since the law."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from typing import Any

import ibis
import pytest

from cleanbill.payer import plan, settle, settled_faults, terms
from cleanbill.payer.coordination import after_other_payers, coordinate, no_surprises, recognised, with_balance_bills
from cleanbill.payer.reasons import reasons, unexplained
from tests.payer.year_of_care import DAY, as_lines, as_members, by_line, in_one_piece, line, member, year_of_care

NAMES = ["employer", "hdhp", "medicare", "masshealth", "none"]
TERMS = terms([plan(name, DAY) for name in NAMES], DAY)
PARTS = ("deductible_cents", "coinsurance_cents", "copay_cents", "not_covered_cents")


@cache
def _settled_under(con: Any, name: str) -> Any:
    """The lines of one year of care, all of whose people have the plan."""
    rows, people = year_of_care(5, families=6, lines=120, plan_ids=["employer"])
    members = as_members([row | {"plan_id": name} for row in people])
    return in_one_piece(con, settle(as_lines(rows), members, ibis.memtable(TERMS), world="w"))


@pytest.mark.parametrize(
    ("engine", "one", "two", "method"),
    [
        *(
            ("duckdb", *plans, method)
            for plans in (("employer", "medicare"), ("hdhp", "masshealth"), ("none", "employer"))
            for method in ("standard", "non-duplication")
        ),
        # the same expression on the second engine: each method once
        ("sail", "employer", "medicare", "standard"),
        ("sail", "hdhp", "masshealth", "non-duplication"),
    ],
    indirect=["engine"],
)
def test_the_second_payer_pays_at_most_what_the_first_left(one: str, two: str, method: Any, engine: Any) -> None:
    plan_terms = ibis.memtable(TERMS)
    first, second = (_settled_under(engine, name) for name in (one, two))
    both = in_one_piece(engine, coordinate(first, second, world="w", method=method))
    left, alone, got = by_line(engine, first), by_line(engine, second), by_line(engine, both)
    assert got.keys() == left.keys()
    for key, row in got.items():
        would = alone[key]["plan_paid_cents"]
        if method == "non-duplication":
            would = max(0, would - left[key]["plan_paid_cents"])
        assert row["plan_paid_cents"] == min(would, left[key]["patient_share_cents"]), key
        assert row["other_payer_cents"] == left[key]["plan_paid_cents"]
        assert row["patient_share_cents"] == left[key]["patient_share_cents"] - row["plan_paid_cents"]
        assert all(0 <= row[part] <= left[key][part] for part in PARTS)
    assert sum(row["plan_paid_cents"] for row in got.values()) > 0 or method == "non-duplication"
    assert engine.to_pyarrow(settled_faults(both, free_plans=["x"])).to_pylist()[0]["unbalanced"] == 0
    found = reasons(both, plan_terms, DAY)
    assert engine.to_pyarrow(unexplained(both, found)).to_pylist()[0]["unexplained"] == 0
    assert {row["rule"] for row in engine.to_pyarrow(found).to_pylist()} >= {"other_payer"} or one == "none"


def _surprise(engine: Any, rows: list[dict[str, Any]]) -> tuple[Any, Any]:
    lines = as_lines(rows).mutate(recognised_cents=ibis.literal(40_000).cast("int64"))
    always = member("A", start=date(2020, 1, 1))
    settled = in_one_piece(engine, settle(recognised(lines), as_members([always]), ibis.memtable(TERMS), world="w"))
    found = in_one_piece(engine, no_surprises(settled, lines))
    return by_line(engine, found), by_line(engine, with_balance_bills(settled, found))


def test_balance_bills_end_with_the_law(engine: Any) -> None:
    given = {"charge_cents": 200_000, "fee_cents": 90_000, "in_network": False, "network_facility": False}
    day, eve = date(2022, 1, 1), date(2021, 12, 31)
    rows = [
        line("K1", "A", benefit="emergency", service_date=eve, **given),
        line("K2", "A", benefit="emergency", service_date=day, **given),
        line("K3", "A", benefit="office", service_date=day, **given),
        line("K4", "A", benefit="office", service_date=day, **given | {"network_facility": True}),
        line("K5", "A", benefit="office", service_date=day, **given | {"in_network": True}),
    ]
    found, settled = _surprise(engine, rows)
    assert {key[0]: row["protected"] for key, row in found.items()} == {
        "K1": False, "K2": True, "K3": False, "K4": True,
    }  # fmt: skip
    # emergency: 40,000 recognised and allowed, copay 25,000; the balance is 200,000 - 40,000 = 160,000
    assert (found["K2", 1]["share_cents"], found["K2", 1]["share_before_cents"]) == (25_000, 185_000)
    assert found["K1", 1]["share_cents"] == found["K1", 1]["share_before_cents"] == 185_000
    assert settled["K1", 1]["patient_share_cents"] == 185_000
    assert settled["K2", 1]["patient_share_cents"] == 25_000
    assert settled["K5", 1]["allowed_cents"] == 105_903  # 117.67 % of the fee, not of the recognised amount
    for row in settled.values():
        assert row["contractual_cents"] + row["plan_paid_cents"] + row["patient_share_cents"] == row["charge_cents"]


def _after_others(row: dict[str, Any], paid: int, left: int | None, method: str) -> dict[str, int]:
    """What the plan pays after others, a line at a time: the rule in plain words."""
    charge, alone, share = row["charge_cents"], row["plan_paid_cents"], row["patient_share_cents"]
    if left is None:
        left = max(0, alone + share - paid)  # the plan's allowed amount, less what they paid
    left = min(left, charge - paid)
    would = max(0, alone - paid) if method == "non-duplication" else alone
    pays = min(would, left)
    owes = min(left - pays, share)
    return {"plan_paid_cents": pays, "other_payer_cents": paid, "patient_share_cents": owes,
            "contractual_cents": charge - paid - pays - owes}  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "method"),
    [("duckdb", "standard"), ("duckdb", "non-duplication"), ("sail", "non-duplication")],
    indirect=["engine"],
)
def test_what_others_paid_is_taken_line_by_line(method: Any, engine: Any) -> None:
    draw = random.Random(8)
    rows, people = year_of_care(8, families=5, lines=120, plan_ids=["hdhp", "employer", "masshealth"])
    for row in rows:
        if draw.random() < 0.7:
            row["other_payer_cents"] = draw.randint(0, row["charge_cents"])
            row["other_payer_left_cents"] = draw.choice([None, draw.randint(0, row["charge_cents"])])
    plan_of = {row["person_id"]: row["plan_id"] for row in people}
    lines = as_lines(rows)
    settled = in_one_piece(engine, settle(lines, as_members(people), ibis.memtable(TERMS), world="w"))
    plans = ibis.memtable([{"person_id": who, "plan_id": name} for who, name in plan_of.items()])
    placed = in_one_piece(engine, lines.inner_join(plans, "person_id"))
    got = by_line(engine, after_other_payers(settled, placed, method=method))
    alone = by_line(engine, settled)
    assert got.keys() == alone.keys()
    for row in rows:
        key = row["claim_id"], row["line"]
        paid = row.get("other_payer_cents")
        wanted = alone[key] if paid is None else _after_others(alone[key], paid, row["other_payer_left_cents"], method)
        names = ("plan_paid_cents", "other_payer_cents", "patient_share_cents", "contractual_cents")
        assert {name: got[key][name] for name in names} == {name: wanted[name] for name in names}, key
        assert sum(got[key][part] for part in PARTS) == got[key]["patient_share_cents"]
        assert all(0 <= got[key][part] <= alone[key][part] for part in PARTS)

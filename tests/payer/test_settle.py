"""Settlement: worked examples, and the window form against one line after another."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbill import law
from cleanbill.care import BENEFITS, ClaimLine
from cleanbill.core.tables import ibis_schema
from cleanbill.payer import plan, plan_ids, settle, settled_faults, terms
from cleanbill.payer.plan_terms import parse
from cleanbill.proof.oracle import settle_one_by_one

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "settle.yaml").read_text())
DAY = date(2025, 12, 31)
PLANS = {name: plan(name, DAY) for name in plan_ids()}
MEMBERS = {"person_id": "string", "family_id": "string", "plan_id": "string", "start": "date", "end": "date"}
PRICES = law.parameter("us/price_relative").at(DAY)


def _line(person: str, number: int, **given: Any) -> dict[str, Any]:
    base = {"claim_id": f"K{number:05d}", "line": 1, "provider_id": "H1", "benefit": "office", "place_of_service": "11"}
    return base | {"person_id": person, "code_system": "HCPCS", "code": "G0463", "units": 1} | given


def _settled(con: Any, lines: list[dict[str, Any]], members: list[dict[str, Any]], plan_terms: pa.Table) -> Any:
    tables = (
        ibis.memtable(pa.Table.from_pylist(lines, schema=ibis_schema(ClaimLine).to_pyarrow())),
        ibis.memtable(pa.Table.from_pylist(members, schema=ibis.schema(MEMBERS).to_pyarrow())),
        ibis.memtable(plan_terms),
    )
    rows = con.to_pyarrow(settle(*tables, world="today")).to_pylist()
    return {(row["claim_id"], row["line"]): row for row in rows}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_example(case: dict[str, Any], engine: Any) -> None:
    benefits = {name: {"covered": False} for name in BENEFITS} | {"office": case["plan"]["office"]}
    raw = {
        "name": "",
        "fee_basis": "x",
        "reference": [],
        "benefits": benefits,
        "accumulators": case["plan"].get("accumulators", {}),
    }
    price = {"x": dict.fromkeys(BENEFITS, case.get("price", 10_000))}
    plan_terms = terms([parse("p", 2025, raw)], DAY, prices=price)
    lines, wanted = [], {}
    for number, row in enumerate(case["lines"]):
        line = _line(
            row["person"], number, service_date=row["day"], charge_cents=row["charge"], fee_cents=row["fee"]
        ) | {name: row[key] for key, name in (("claim", "claim_id"), ("line", "line")) if key in row}
        lines.append(line)
        wanted[line["claim_id"], line["line"]] = row
    people = sorted({row["person"] for row in case["lines"]})
    members = [
        {"person_id": p, "family_id": "F", "plan_id": "p", "start": date(2024, 1, 1), "end": DAY} for p in people
    ]
    got = _settled(engine, lines, members, plan_terms)
    assert got.keys() == wanted.keys()
    for key, row in wanted.items():
        assert got[key]["deductible_cents"] == row["deductible"], key
        assert got[key]["coinsurance_cents"] == row["coinsurance"], key
        assert got[key]["copay_cents"] == row["copay"], key
        assert got[key]["not_covered_cents"] == row.get("not_covered", 0), key
        assert got[key]["plan_paid_cents"] == row["plan"], key


@st.composite
def _year_of_care(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Random lines of a few families under random plans, some changing plan or uncovered for a while."""
    members, people = [], []
    for family in range(draw(st.integers(1, 3))):
        for number in range(draw(st.integers(1, 4))):
            person = f"P{family}{number}"
            people.append(person)
            change = date(2025, 1, 1) + timedelta(days=draw(st.integers(1, 364)))
            first, second = draw(st.sampled_from(plan_ids())), draw(st.sampled_from(plan_ids()))
            gap = timedelta(days=draw(st.sampled_from([0, 0, 30])))
            spans = [(first, date(2025, 1, 1), change - timedelta(days=1)), (second, change + gap, DAY)]
            if draw(st.booleans()):
                spans = [(first, date(2025, 1, 1), DAY)]
            members += [
                {"person_id": person, "family_id": f"F{family}", "plan_id": name, "start": start, "end": end}
                for name, start, end in spans
            ]
    lines = []
    for number in range(draw(st.integers(1, 60))):
        person = draw(st.sampled_from(people))
        day = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
        benefit = draw(st.sampled_from(BENEFITS))
        for line in range(1, draw(st.integers(1, 3)) + 1):
            fee = draw(st.integers(0, 3_000_000))
            charge = draw(st.integers(0, 2 * fee + 1))
            row = _line(person, number, line=line, service_date=day, benefit=benefit)
            lines.append(row | {"fee_cents": fee, "charge_cents": charge})
    return lines, members


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(year=_year_of_care())
def test_window_form_equals_one_line_after_another(year: Any, engine: Any) -> None:
    lines, members = year
    wanted = settle_one_by_one(lines, members, PLANS, PRICES)
    got = _settled(engine, lines, members, terms(PLANS.values(), DAY))
    assert got.keys() == wanted.keys()
    for key, shares in wanted.items():
        assert {name: got[key][name] for name in shares} == shares, key


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(year=_year_of_care(), rotate=st.integers(1, 30))
def test_row_order_does_not_matter(year: Any, rotate: int, engine: Any) -> None:
    lines, members = year
    plan_terms = terms(PLANS.values(), DAY)
    turned = (lines[rotate % len(lines) :] + lines[: rotate % len(lines)])[::-1]
    assert _settled(engine, lines, members, plan_terms) == _settled(engine, turned, members[::-1], plan_terms)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(year=_year_of_care())
def test_single_payer_leaves_nothing_by_the_same_code(year: Any, engine: Any) -> None:
    lines, members = year
    everyone = [
        {"person_id": p, "family_id": f, "plan_id": "single-payer", "start": date(2025, 1, 1), "end": DAY}
        for p, f in sorted({(m["person_id"], m["family_id"]) for m in members})
    ]
    got = _settled(engine, lines, everyone, terms(PLANS.values(), DAY))
    assert len(got) == len(lines)
    assert all(row["patient_share_cents"] == 0 for row in got.values())
    assert sum(row["plan_paid_cents"] for row in got.values()) == sum(row["allowed_cents"] for row in got.values())


def test_faults_are_seen(engine: Any) -> None:
    members = [{"person_id": "A", "family_id": "F", "plan_id": "employer", "start": date(2025, 1, 1), "end": DAY}]
    line = _line("A", 1, service_date=date(2025, 5, 1), charge_cents=9_000, fee_cents=9_000)
    good = next(iter(_settled(engine, [line], members, terms(PLANS.values(), DAY)).values()))
    broken = [
        good | {"line": 1},
        good | {"line": 2, "plan_paid_cents": good["plan_paid_cents"] + 1},
        good | {"line": 3, "plan_id": "single-payer"},
    ]
    faults = settled_faults(ibis.memtable(pa.Table.from_pylist(broken)), free_plans=["single-payer"])
    assert engine.to_pyarrow(faults).to_pylist() == [{"lines": 3, "unbalanced": 1, "free": 1, "due": 1}]


def test_only_free_plans_are_free() -> None:
    assert {name for name, terms_ in PLANS.items() if terms_.free} == {"single-payer"}

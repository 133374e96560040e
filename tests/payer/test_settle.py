"""Settlement: worked examples, and the window form against one line after another."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
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
from cleanbill.payer import plan, plan_ids, settle, terms
from cleanbill.payer.plan_terms import Plan, parse
from cleanbill.proof.oracle import settle_one_by_one
from tests.payer.year_of_care import year_of_care

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


def _plan_of(number: int, case: dict[str, Any]) -> Plan:
    """A case's plan, which is named for its number, as is what its prices go by."""
    raw = {
        "fee_basis": f"x{number}",
        "reference": [],
        "benefits": {name: {"covered": False} for name in BENEFITS} | {"office": case["plan"]["office"]},
        "accumulators": case["plan"].get("accumulators", {}),
    }
    return parse(f"p{number}", 2025, raw)


def _lines_of(number: int, case: dict[str, Any]) -> list[dict[str, Any]]:
    """A case's lines as claims; its people and claims begin with its number."""
    found = []
    for place, row in enumerate(case["lines"]):
        claim = f"{number}-{row.get('claim', place)}"
        amounts = {"service_date": row["day"], "charge_cents": row["charge"], "fee_cents": row["fee"]}
        found.append(_line(f"{number}{row['person']}", 0, claim_id=claim, line=row.get("line", 1), **amounts))
    return found


@cache
def _worked(con: Any) -> Any:
    """All worked examples settled at once: each is of a plan and a family of its own."""
    lines = [line for number, case in enumerate(CASES) for line in _lines_of(number, case)]
    members = [
        {"person_id": person, "family_id": f"F{number}", "plan_id": f"p{number}", "start": date(2024, 1, 1), "end": DAY}
        for number, case in enumerate(CASES)
        for person in sorted({line["person_id"] for line in _lines_of(number, case)})
    ]
    prices = {f"x{number}": dict.fromkeys(BENEFITS, case.get("price", 10_000)) for number, case in enumerate(CASES)}
    plan_terms = terms([_plan_of(*case) for case in enumerate(CASES)], DAY, prices=prices)
    settled = _settled(con, lines, members, plan_terms)
    assert settled.keys() == {(line["claim_id"], line["line"]) for line in lines}
    return settled


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_worked_example(number: int, engine: Any) -> None:
    got = _worked(engine)
    for line, row in zip(_lines_of(number, CASES[number]), CASES[number]["lines"], strict=True):
        key = line["claim_id"], line["line"]
        assert got[key]["deductible_cents"] == row["deductible"], key
        assert got[key]["coinsurance_cents"] == row["coinsurance"], key
        assert got[key]["copay_cents"] == row["copay"], key
        assert got[key]["not_covered_cents"] == row.get("not_covered", 0), key
        assert got[key]["plan_paid_cents"] == row["plan"], key


@st.composite
def _year_of_care(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Random lines of some families under random plans, some changing plan or uncovered for a while.

    Each year is one query, and most of its time is planning it: so years are few, and have many families.
    """
    members, people = [], []
    for family in range(draw(st.integers(1, 8))):
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
    for number in range(draw(st.integers(1, 120))):
        person = draw(st.sampled_from(people))
        day = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
        benefit = draw(st.sampled_from(BENEFITS))
        for line in range(1, draw(st.integers(1, 3)) + 1):
            fee = draw(st.integers(0, 3_000_000))
            charge = draw(st.integers(0, 2 * fee + 1))
            row = _line(person, number, line=line, service_date=day, benefit=benefit)
            lines.append(row | {"fee_cents": fee, "charge_cents": charge})
    return lines, members


def _years(number: int) -> Any:
    """So many random years, with whatever engine the test has."""
    return settings(
        max_examples=number,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def _equals_one_line_after_another(con: Any, year: Any) -> None:
    lines, members = year
    wanted = settle_one_by_one(lines, members, PLANS, PRICES)
    got = _settled(con, lines, members, terms(PLANS.values(), DAY))
    assert got.keys() == wanted.keys()
    for key, shares in wanted.items():
        assert {name: got[key][name] for name in shares} == shares, key


@_years(6)
@given(year=_year_of_care())
def test_window_form_equals_one_line_after_another(year: Any, duckdb_engine: Any) -> None:
    _equals_one_line_after_another(duckdb_engine, year)


@_years(2)
@given(year=_year_of_care())
def test_so_it_does_on_the_second_engine(year: Any, sail_engine: Any) -> None:
    """The same expression; the first of the years is the smallest that can be drawn."""
    _equals_one_line_after_another(sail_engine, year)


def _in_any_order(con: Any, year: Any, rotate: int) -> None:
    lines, members = year
    plan_terms = terms(PLANS.values(), DAY)
    turned = (lines[rotate % len(lines) :] + lines[: rotate % len(lines)])[::-1]
    assert _settled(con, lines, members, plan_terms) == _settled(con, turned, members[::-1], plan_terms)


@_years(3)
@given(year=_year_of_care(), rotate=st.integers(1, 30))
def test_row_order_does_not_matter(year: Any, rotate: int, duckdb_engine: Any) -> None:
    _in_any_order(duckdb_engine, year, rotate)


def test_row_order_does_not_matter_to_the_second_engine(sail_engine: Any) -> None:
    _in_any_order(sail_engine, year_of_care(3, families=8, lines=120, plan_ids=plan_ids()), 17)


@_years(3)
@given(year=_year_of_care())
def test_single_payer_leaves_nothing_by_the_same_code(year: Any, duckdb_engine: Any) -> None:
    """On one engine: that the other settles the same is seen above, under this plan too."""
    lines, members = year
    everyone = [
        {"person_id": p, "family_id": f, "plan_id": "single-payer", "start": date(2025, 1, 1), "end": DAY}
        for p, f in sorted({(m["person_id"], m["family_id"]) for m in members})
    ]
    got = _settled(duckdb_engine, lines, everyone, terms(PLANS.values(), DAY))
    assert len(got) == len(lines)
    assert all(row["patient_share_cents"] == 0 for row in got.values())
    assert sum(row["plan_paid_cents"] for row in got.values()) == sum(row["allowed_cents"] for row in got.values())

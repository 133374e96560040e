"""Every programme that ships, at its edges, and against a loop that decides one account after another."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect
from cleanbill.relief import qualify
from cleanbill.relief.income import Terms
from cleanbill.relief.programmes import Rule, made, programme_names, rule
from cleanbill.relief.qualification import decided as decide

TODAY = date(2026, 6, 1)
CASES = yaml.safe_load((Path(__file__).parent / "programmes.yaml").read_text())
SCHEMA = pa.schema(
    [
        ("holder", pa.string()),
        ("account_id", pa.string()),
        ("patient_id", pa.string()),
        ("orig_creditor", pa.string()),
        ("county_fips", pa.string()),
        ("state", pa.string()),
        ("address_as_of", pa.date32()),
        ("date_of_service", pa.date32()),
        ("current_balance_cents", pa.int64()),
        ("est_income_cents", pa.int64()),
        ("fpl_bp", pa.int64()),
        ("medicaid_flag", pa.bool_()),
        ("payment_plan_flag", pa.bool_()),
    ]
)


def decided(con: Any, rows: list[dict[str, Any]], programme: str) -> dict[str, dict[str, Any]]:
    table = ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA))
    found = qualify(table, programme=programme, price_bp=100, today=TODAY)
    return {row["account_id"]: row for row in con.to_pyarrow(found).to_pylist()}


def account(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "holder": "H",
        "account_id": case["id"],
        "patient_id": case.get("patient", case["id"]),
        "orig_creditor": case.get("creditor", "General Hospital"),
        "county_fips": case.get("county"),
        "state": case.get("state"),
        "address_as_of": case.get("address"),
        "date_of_service": case.get("served", date(2025, 1, 15)),
        "current_balance_cents": case["face"],
        "est_income_cents": case.get("income", 6_000_000),
        "fpl_bp": case["fpl"],
        "medicaid_flag": case.get("medicaid"),
        "payment_plan_flag": case.get("plan"),
    }


@pytest.mark.parametrize("programme", CASES)
def test_edges(programme: str, engine: Any) -> None:
    got = decided(engine, [account(case) for case in CASES[programme]], programme)
    for case in CASES[programme]:
        row = got[case["id"]]
        assert (row["qualifies"], row["reason"], row["margin_bp"]) == (
            case["qualifies"], case["reason"], case["margin"],
        ), case  # fmt: skip
        assert row["residence"] == case.get("residence", row["residence"])
        assert row["programme"] == programme
        assert row["source"] == f"law/us/programmes/{programme}.yaml"
        assert row["rule_since"] == rule(programme, TODAY).since
        assert row["guideline_year"] == 2026


def test_every_programme_of_the_background_ships_and_is_tried_at_its_edges() -> None:
    assert set(programme_names()) == {*CASES, "undue"}


def test_a_rule_is_that_of_the_day_and_none_before_it_began() -> None:
    assert rule("undue", date(2022, 6, 1)).income_up_to_fpl_bp == 20_000
    assert rule("undue", TODAY).income_up_to_fpl_bp == 40_000
    with pytest.raises(CleanbillError, match="has no value"):
        rule("new_york_city", date(2024, 12, 29))


@pytest.mark.parametrize(
    "value",
    [
        {"income_up_to_fpl_bp": 1},
        {"income_up_to_fpl_bp": 1, "debt_from_income_bp": 1, "limit": 3},
        {"income_up_to_fpl_bp": 1, "debt_from_income_bp": 1, "excluded": ["weather"]},
        {"income_up_to_fpl_bp": 1, "debt_from_income_bp": 1, "debt_of": "household"},
        {"income_up_to_fpl_bp": 1, "debt_from_income_bp": 1, "resident_as_of": "birth"},
    ],
)
def test_a_rule_that_says_what_is_not_known_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(CleanbillError):
        made("x", TODAY, value)


def test_a_rule_may_ask_where_a_person_lived_when_served(engine: Any) -> None:
    law = made("x", TODAY, {"income_up_to_fpl_bp": 40_000, "debt_from_income_bp": 500, "resident_as_of": "service"})
    days = {"then": date(2025, 1, 15), "a year before": date(2024, 1, 16), "now": TODAY}
    rows = [account({"id": name, "face": 1, "fpl": 1, "address": day}) for name, day in days.items()]
    table = ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA))
    found = engine.to_pyarrow(decide(table, law, price_bp=100, today=TODAY, terms=Terms())).to_pylist()
    assert {row["account_id"]: row["residence"] for row in found} == {
        "then": "shown", "a year before": "shown", "now": "of another day"
    }  # fmt: skip


def slow(  # noqa: PLR0911 (a rule a line)
    rows: list[dict[str, Any]], row: dict[str, Any], law: Rule
) -> tuple[bool, str]:
    """One account by the rule, as a person would decide it."""
    if (law.counties or law.states) and row["county_fips"] not in law.counties and row["state"] not in law.states:
        return False, "outside the place"
    if "payment_plan" in law.excluded and row["payment_plan_flag"]:
        return False, "left out: payment plan"
    served = row["date_of_service"]
    if law.medicaid_since and row["medicaid_flag"] and served >= law.medicaid_since:
        return True, "medicaid"
    if law.oldest_service and served < law.oldest_service:
        return False, "before the look-back"
    if (TODAY - served).days < law.minimum_age_days:
        return False, "too young"
    if row["est_income_cents"] is None:
        return False, "income unknown"
    if row["fpl_bp"] is not None and row["fpl_bp"] <= law.income_up_to_fpl_bp:
        return True, "income"
    same = [one for one in rows if one["patient_id"] == row["patient_id"]]
    if law.debt_of == "hospital":
        same = [one for one in same if one["orig_creditor"] == row["orig_creditor"]]
    owed, limit = (
        sum(one["current_balance_cents"] for one in same) * 10_000,
        row["est_income_cents"] * law.debt_from_income_bp,
    )
    if owed > limit or (owed == limit and not law.debt_must_exceed):
        return True, "debt share"
    return False, "neither"


ACCOUNTS = st.lists(
    st.fixed_dictionaries(
        {
            "patient_id": st.sampled_from(["p", "q", "r"]),
            "orig_creditor": st.sampled_from(["General", "Mercy"]),
            "county_fips": st.sampled_from([None, "06037", "17031", "36081", "39095"]),
            "state": st.sampled_from([None, "NC", "CT", "MI", "CA"]),
            "date_of_service": st.integers(0, 1_500).map(lambda days: TODAY - timedelta(days=days)),
            "current_balance_cents": st.integers(1, 400) .map(lambda hundred: hundred * 1_000),
            "est_income_cents": st.sampled_from([None, 0, 2_000_000, 4_000_000]),
            "fpl_bp": st.sampled_from([None, 0, 35_000, 35_001, 40_000, 40_001]),
            "medicaid_flag": st.sampled_from([None, True, False]),
            "payment_plan_flag": st.sampled_from([None, True, False]),
        }
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@given(ACCOUNTS, st.sampled_from([*sorted(CASES), "undue"]), st.randoms())
@settings(max_examples=60, deadline=None)
def test_decisions_are_those_of_a_loop_in_any_order(held: list[dict[str, Any]], programme: str, order: Any) -> None:
    rows = [{"holder": "H", "account_id": f"A{n}", **row} for n, row in enumerate(held)]
    wanted = {row["account_id"]: slow(rows, row, rule(programme, TODAY)) for row in rows}
    shuffled = rows[:]
    order.shuffle(shuffled)
    got = decided(connect(), shuffled, programme)
    assert {name: (row["qualifies"], row["reason"]) for name, row in got.items()} == wanted

"""Cover: one plan a person on every day, published shares met, any table accepted."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.law import parameter
from cleanbill.people import Cover, assign_cover, families, residents
from cleanbill.people.coverage import COVERAGE_RULES, standing
from cleanbill.people.enrolment import proof, prove
from tests.people.example import Someone, table

START, END = date(2026, 1, 1), date(2026, 12, 31)
TODAY = date(2026, 11, 24)
K = 100_000  # cents in a thousand dollars


def plan_of(*people: Someone) -> list[str]:
    cover = assign_cover(table(people), seed=1, start=START, end=END)
    return [str(plan) for plan in cover["plan_id"].to_pylist()]


def shares(cover: pa.Table, column: str = "plan_id") -> dict[str, float]:
    return {row["values"]: row["counts"] / cover.num_rows for row in cover[column].value_counts().to_pylist()}


# ── worked examples: one family each, by the rule that should reach it ──────


@pytest.mark.parametrize(
    ("who", "plan"),
    [
        (Someone("A", wages=90 * K), "employer"),
        (Someone("A", born=date(1950, 1, 1), other=60 * K), "medicare-supplement"),
        (Someone("A", born=date(1950, 1, 1), other=15 * K), "medicare-supplement"),
        (Someone("A"), "masshealth"),  # no income
        (Someone("A", wages=15 * K), "masshealth"),  # 15,000 of 15,650 is 95 %
        (Someone("A", business=50 * K), "connectorcare"),  # 319 %, no employer
        (Someone("A", business=-50 * K), "masshealth"),  # a loss is no income
        (Someone("A", born=date(2020, 1, 1)), "masshealth"),
        (Someone("A", other=200 * K), "employer"),  # nothing fits: the remainder
    ],
)
def test_one_person_alone(who: Someone, plan: str) -> None:
    assert plan_of(who) == [plan]


def test_children_to_300_percent_have_masshealth_and_their_parents_the_employer() -> None:
    # the guideline for three is 15,650 + 2 x 5,500 = 26,650; 60,000 is 225 % of it
    parents = [Someone("A", wages=40 * K), Someone("B", wages=20 * K)]
    assert plan_of(*parents, Someone("C", born=date(2015, 1, 1))) == ["employer", "employer", "masshealth"]


def test_the_elders_of_a_table_have_medicare_the_poorest_quarter_masshealth_too() -> None:
    elders = [Someone(f"E{n:03d}", f"F{n:03d}", date(1948, 1, 1), other=(5 + n) * K) for n in range(100)]
    plans = plan_of(*elders)
    # 450 bp of 7,001,399 people are 315,063, of 1,262,173 on Medicare 24.96 %: 25 of 100
    assert plans[:25] == ["medicare-masshealth"] * 25
    assert set(plans[25:]) == {"medicare", "medicare-supplement"}
    # 60 % of Medicare have a supplement
    assert plans.count("medicare-supplement") == 60


def test_the_best_paid_of_65_and_more_keep_their_employer() -> None:
    workers = [Someone(f"E{n:03d}", f"F{n:03d}", date(1958, 1, 1), wages=(50 + n) * K) for n in range(100)]
    plans = plan_of(*workers)
    # 87 % of 1,262,173 of 1,292,884 people of 65 and more are 84.9 %
    assert set(plans[85:]) <= {"employer", "hdhp"}
    assert set(plans[:85]) <= {"medicare", "medicare-supplement", "medicare-masshealth"}


def test_a_family_shares_one_employer_s_plan() -> None:
    person = residents(5_000, seed=4, today=TODAY)
    cover = assign_cover(person, seed=4, start=START, end=END)
    paid = {"employer", "hdhp"}
    plans: dict[str, set[str]] = {}
    for family, plan in zip(person["family_id"].to_pylist(), cover["plan_id"].to_pylist(), strict=True):
        plans.setdefault(family, set()).update({plan} & paid)
    assert all(len(of_family) <= 1 for of_family in plans.values())


# ── published shares ────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", [1, 2])
def test_shares_of_50_000_residents_are_within_half_a_point(seed: int) -> None:
    found = shares(assign_cover(residents(50_000, seed=seed, today=TODAY), seed=seed, start=START, end=END))
    known = parameter("states/ma/coverage").at(START)
    split = parameter("states/ma/coverage_split").at(START)
    medicare = known["medicare"] / known["people"]
    both = split["both_bp"] / 10_000
    paid = 1 - medicare - (known["masshealth"] + known["marketplace"]) / known["people"] + both - 0.017
    on = {plan: found.get(plan, 0) for plan in {step.plan_id for step in COVERAGE_RULES}}
    supplemented = medicare * split["supplement_bp"] / 10_000
    assert on["none"] == pytest.approx(0.017, abs=0.005)
    assert on["medicare"] + on["medicare-supplement"] + on["medicare-masshealth"] == pytest.approx(medicare, abs=0.005)
    assert on["medicare-supplement"] == pytest.approx(supplemented, abs=0.005)
    assert on["medicare-masshealth"] == pytest.approx(both, abs=0.005)
    assert on["masshealth"] + on["medicare-masshealth"] == pytest.approx(
        known["masshealth"] / known["people"], abs=0.005
    )
    assert on["connectorcare"] == pytest.approx(known["marketplace"] / known["people"], abs=0.005)
    assert on["employer"] + on["hdhp"] == pytest.approx(paid, abs=0.005)
    assert on["hdhp"] / (on["employer"] + on["hdhp"]) == pytest.approx(0.46, abs=0.005)


# ── any table ───────────────────────────────────────────────────────────────


amount = st.integers(-200 * K, 400 * K)
someone = st.builds(
    Someone,
    person_id=st.uuids().map(str),
    family_id=st.sampled_from(["F1", "F2", "F3", "F4"]),
    born=st.dates(date(1915, 1, 1), date(2027, 1, 1)),
    wages=st.integers(0, 400 * K),
    business=amount,
    other=amount,
)


@given(people=st.lists(someone, max_size=25, unique_by=lambda who: who.person_id), seed=st.integers(0, 2**63))
@settings(max_examples=100, deadline=None)
def test_any_table_is_covered_once_and_the_order_of_rows_makes_no_difference(people: list[Someone], seed: int) -> None:
    cover = assign_cover(table(people), seed=seed, start=START, end=END)
    assert cover.schema == ibis_schema(Cover).to_pyarrow()
    assert cover["person_id"].to_pylist() == sorted(who.person_id for who in people)
    assert set(cover["rule"].to_pylist()) <= {step.rule for step in COVERAGE_RULES}
    assert cover["plan_id"].null_count == 0
    born = {who.person_id: who.born for who in people}
    for row in cover.to_pylist():
        assert row["start"] == min(max(START, born[row["person_id"]]), END), "nobody is covered before birth"
    assert set(cover["end"].to_pylist()) <= {END}
    assert assign_cover(table(people[::-1]), seed=seed, start=START, end=END).equals(cover)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    person = residents(2_000, seed=1, today=TODAY)
    first, again, other = (assign_cover(person, seed=seed, start=START, end=END) for seed in (7, 7, 8))
    assert first.equals(again)
    assert not first.equals(other)


def test_the_rules_see_the_income_that_families_tells(duckdb_engine: Any) -> None:
    person = residents(3_000, seed=2, today=TODAY)
    family = duckdb_engine.to_pyarrow(families(ibis.memtable(person), START))
    by_family = dict(zip(family["family_id"].to_pylist(), family["fpl_bp"].to_pylist(), strict=True))
    expected = [by_family[name] for name in person["family_id"].to_pylist()]
    assert standing(person, START, 1).fpl_bp.tolist() == expected


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(CleanbillError, match="before it starts"):
        assign_cover(table([Someone("A")]), seed=1, start=END, end=START)


# ── faults of a table that a user brings ────────────────────────────────────


def spans(*rows: tuple[str, str, str, str]) -> pa.Table:
    made = [
        {
            "person_id": who,
            "start": date.fromisoformat(first),
            "end": date.fromisoformat(last),
            "plan_id": plan,
            "rule": "given",
        }
        for who, first, last, plan in rows
    ]
    return pa.Table.from_pylist(made, schema=ibis_schema(Cover).to_pyarrow())


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([("A", "2026-01-01", "2026-12-31", "employer")], {}),
        ([("A", "2025-01-01", "2026-06-30", "employer"), ("A", "2026-07-01", "2027-12-31", "none")], {}),
        ([], {"gap_days": 365}),
        ([("A", "2026-01-02", "2026-12-31", "employer")], {"gap_days": 1}),
        ([("A", "2026-01-01", "2026-12-30", "employer")], {"gap_days": 1}),
        (
            [("A", "2026-01-01", "2026-06-29", "employer"), ("A", "2026-07-01", "2026-12-31", "none")],
            {"gap_days": 1},
        ),
        (
            [("A", "2026-01-01", "2026-06-30", "employer"), ("A", "2026-06-30", "2026-12-31", "none")],
            {"overlap_days": 1},
        ),
        (
            [("A", "2026-01-01", "2026-12-31", "employer"), ("B", "2026-01-01", "2026-12-31", "employer")],
            {"unknown_rows": 1},
        ),
        (
            [("A", "2026-01-01", "2026-12-31", "employer"), ("A", "2027-02-01", "2027-01-01", "none")],
            {"backwards_rows": 1},
        ),
    ],
)
def test_faults_of_cover(rows: list[tuple[str, str, str, str]], faults: dict[str, int], engine: Any) -> None:
    person, cover = ibis.memtable(table([Someone("A")])), ibis.memtable(spans(*rows))
    row = engine.to_pyarrow(prove(person, cover, start=START, end=END)).to_pylist()[0]
    assert proof(row).faults == faults


def test_what_assign_cover_makes_has_no_fault(duckdb_engine: Any) -> None:
    person = residents(1_000, seed=1, today=TODAY)
    cover = assign_cover(person, seed=1, start=START, end=END)
    row = duckdb_engine.to_pyarrow(prove(ibis.memtable(person), ibis.memtable(cover), start=START, end=END)).to_pylist()
    assert proof(row[0]).proven
    assert pc.count_distinct(cover["person_id"]).as_py() == 1_000 == np.unique(cover["person_id"].to_numpy()).size

"""Lines through all of the payer: worked examples, nothing lost, and parts of families equal to all at once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pytest
import yaml

from cleanbill.core.errors import CleanbillError
from cleanbill.payer import plan, settled_faults, terms
from cleanbill.payer.adjudicate import Adjudicated, Rules, adjudicate
from cleanbill.payer.edits import code_tables
from cleanbill.payer.reasons import reasons, unexplained
from tests.payer.year_of_care import as_lines, as_members, by_line, line, member, year_of_care

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "adjudicate.yaml").read_text())
DAY = date(2025, 5, 1)
ALWAYS = {"start": date(2020, 1, 1)}
MEMBERS = [
    member("A", **ALWAYS, birth_date=date(1980, 1, 1), sex="F"),
    member("C", "G", **ALWAYS | {"end": date(2021, 1, 1)}, birth_date=date(1980, 1, 1), sex="F"),
]
NAMES = {"plan": "plan_paid_cents", "other": "other_payer_cents", "written": "contractual_cents",
         "patient": "patient_share_cents"}  # fmt: skip


def rules_of(plans: list[str], day: date = DAY, **given: Any) -> Rules:
    in_force = [plan(name, day) for name in [*plans, *filter(None, [given.get("secondary")])]]
    table = ibis.memtable(terms(in_force, day, variants=True))
    return Rules(terms=table, day=day, plan_ids=plans, networks=[p.plan_id for p in in_force if p.has_network], **given)


def members_of(rows: list[dict[str, Any]]) -> Any:
    return as_members(rows).drop("plan_id")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_example(case: dict[str, Any], duckdb_engine: Any) -> None:
    day = case.get("day", DAY)
    rows = [_row(day, **row) for row in case["lines"]]
    given = {name: case[name] for name in ("secondary", "method") if name in case}
    rules = rules_of(case.get("plans", ["employer"]), day, checks=code_tables() if case.get("check") else None, **given)
    done = adjudicate(duckdb_engine, as_lines(rows), members_of(MEMBERS), rules)
    settled = duckdb_engine.to_pyarrow(done.settled).to_pylist()
    why = _reasons(duckdb_engine, done, day)
    got: dict[str, Any] = {}
    for row in settled:
        found = {name: row[column] for name, column in NAMES.items()}
        found["why"] = sorted(why.get((row["plan_id"], row["claim_id"]), []))
        got.setdefault(row["plan_id"], {})[row["claim_id"]] = found
    assert got == case["wanted"]
    unsettled = {
        row["claim_id"]: [row["status"], row["by_claim_id"]]
        for row in duckdb_engine.to_pyarrow(done.unsettled).to_pylist()
    }
    assert unsettled == case.get("unsettled", {})
    done.drop()


def _row(day: date, claim: str, person_id: str = "A", **given: Any) -> dict[str, Any]:
    return line(claim, person_id, **{"service_date": day} | given)


def _reasons(con: Any, done: Adjudicated, day: date) -> dict[tuple[str, str], list[list[Any]]]:
    found = reasons(done.settled, done.sources, day, decided=done.refused, no_surprises=done.no_surprises)
    why: dict[tuple[str, str], list[list[Any]]] = {}
    for row in con.to_pyarrow(found).to_pylist():
        why.setdefault((row["plan_id"], row["claim_id"]), []).append([row["group"], row["carc"], row["cents"]])
    return why


def odd_year(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A year of care in which anything may be known of a line; corrections are of the same patient."""
    draw = random.Random(seed)
    rows, people = year_of_care(seed, families=6, lines=150, plan_ids=["employer"])
    by_person: dict[str, list[str]] = {}
    acts: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["claim_id"] not in acts:
            earlier = by_person.setdefault(row["person_id"], [])
            action = draw.choice(["replacement", "void"]) if earlier and draw.random() < 0.15 else "original"
            original = earlier.pop(draw.randrange(len(earlier))) if action != "original" else None
            earlier.append(row["claim_id"])
            acts[row["claim_id"]] = {"action": action, "original_claim_id": original}
        row.update(acts[row["claim_id"]])
        row.update({name: draw.choice([True, False, None]) for name in ("in_network", "network_facility")})
        row["code"] = draw.choice(["G0463", "G0439", "J0171"])
        if draw.random() < 0.2:
            row["other_payer_cents"] = draw.randint(0, row["charge_cents"])
        if draw.random() < 0.05:
            row["fee_cents"] = None
    return rows, [row | {"end": date(2025, draw.choice([6, 12]), 28)} for row in people]


@pytest.mark.parametrize("check", [False, True])
def test_every_line_is_accounted_for_and_every_cent_explained(check: bool, duckdb_engine: Any) -> None:
    con = duckdb_engine
    rows, people = odd_year(11)
    day = date(2025, 12, 31)
    plans = ["employer", "none", "single-payer"]
    rules = rules_of(plans, day, secondary="masshealth", checks=code_tables() if check else None)
    done = adjudicate(con, as_lines(rows), members_of(people), rules)
    settled = done.written(done.settled)
    got = [
        (row["plan_id"], row["claim_id"], row["line"], row["charge_cents"])
        for table in (settled, done.unsettled)
        for row in con.to_pyarrow(table).to_pylist()
    ]
    every = [*plans, *(f"{name}+masshealth" for name in plans)]
    assert sorted(got) == sorted((p, r["claim_id"], r["line"], r["charge_cents"]) for p in every for r in rows)
    assert {row["status"] for row in con.to_pyarrow(done.unsettled).to_pylist()} == {"pended", "replaced", "voided"}
    faults = con.to_pyarrow(settled_faults(settled, free_plans=["single-payer"])).to_pylist()[0]
    # a day without cover is the patient's under any plan
    bare = settled.filter(settled.plan_id == "single-payer").semi_join(
        done.refused.filter(done.refused.status == "denied"), ["plan_id", "claim_id", "line"]
    )
    assert faults["unbalanced"] == 0
    assert faults["due"] == sum(row["patient_share_cents"] > 0 for row in con.to_pyarrow(bare).to_pylist())
    found = reasons(settled, done.sources, day, decided=done.refused, no_surprises=done.no_surprises)
    assert con.to_pyarrow(unexplained(settled, found)).to_pylist()[0]["unexplained"] == 0
    assert {"balance_billed", "other_payer"} <= {row["rule"] for row in con.to_pyarrow(found).to_pylist()}
    done.drop()


def test_parts_of_whole_families_are_all_at_once(duckdb_engine: Any) -> None:
    con = duckdb_engine
    rows, people = odd_year(12)
    rules = rules_of(["employer", "medicare"], date(2025, 12, 31), checks=code_tables())
    whole = adjudicate(con, as_lines(rows), members_of(people), rules)
    key = ("plan_id", "claim_id", "line")
    wanted = {tuple(row[name] for name in key): row for row in con.to_pyarrow(whole.settled).to_pylist()}
    got: dict[tuple[Any, ...], dict[str, Any]] = {}
    for part in (0, 1):
        family = {row["person_id"] for row in people if int(row["family_id"][1:]) % 2 == part}
        lines = as_lines([row for row in rows if row["person_id"] in family])
        mine = members_of([row for row in people if row["person_id"] in family])
        done = adjudicate(con, lines, mine, rules)
        got |= {tuple(row[name] for name in key): row for row in con.to_pyarrow(done.settled).to_pylist()}
        done.drop()
    assert got == wanted
    whole.drop()


def test_members_may_have_plans_of_their_own(duckdb_engine: Any) -> None:
    rows = [line("K1", "A"), line("K2", "B")]
    people = as_members([member("A"), member("B", plan_id="single-payer")])
    in_force = [plan(name, DAY) for name in ("employer", "single-payer")]
    rules = Rules(terms=ibis.memtable(terms(in_force, DAY, variants=True)), day=DAY)
    done = adjudicate(duckdb_engine, as_lines(rows), people, rules)
    got = by_line(duckdb_engine, done.settled)
    assert {key[0]: (row["plan_id"], row["patient_share_cents"]) for key, row in got.items()} == {
        "K1": ("employer", 2_500),
        "K2": ("single-payer", 0),
    }
    done.drop()


def test_a_plan_without_terms_is_said(duckdb_engine: Any) -> None:
    rules = replace(rules_of(["employer"]), plan_ids=["employer", "hdhp"])
    with pytest.raises(CleanbillError, match="do not hold hdhp"):
        adjudicate(duckdb_engine, as_lines([line("K", "A")]), members_of(MEMBERS), rules)

"""Batches with balances carried over, reversals and corrections: all equal to settling once what stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pytest

from cleanbill.payer import plan, plan_ids, settle, terms
from cleanbill.payer.adjudicate import closing
from cleanbill.payer.balances import OPENING
from cleanbill.payer.corrections import replay, standing_claims
from tests.payer.year_of_care import DAY, as_lines, as_members, by_line, in_one_piece, line, member, year_of_care

NAMES = ["employer", "hdhp", "medicare"]
TERMS = terms([plan(name, DAY) for name in plan_ids()], DAY)


# the rule is the same expression on both engines: the second has one year of care, the first more
SEEDS = pytest.mark.parametrize(("engine", "seed"), [("duckdb", 0), ("duckdb", 1), ("sail", 2)], indirect=["engine"])


def _year(seed: int) -> tuple[list[dict[str, Any]], Any, Any]:
    rows, people = year_of_care(seed, families=5, lines=160, plan_ids=NAMES)
    return [row | {"action": "original"} for row in rows], as_members(people), ibis.memtable(TERMS)


def _balances(con: Any, table: Any) -> list[tuple[Any, ...]]:
    return sorted(tuple(row.values()) for row in con.to_pyarrow(table.select(*OPENING.names)).to_pylist())


@SEEDS
def test_two_batches_with_balances_are_one(seed: int, engine: Any) -> None:
    rows, members, plan_terms = _year(seed)
    early, late = (
        [r for r in rows if (r["service_date"] < date(2025, 5, 1)) is is_early] for is_early in (True, False)
    )
    balances = in_one_piece(engine, closing(as_lines(early), members, plan_terms))
    whole = by_line(engine, settle(as_lines(rows), members, plan_terms, world="w"))
    second = by_line(engine, settle(as_lines(late), members, plan_terms, world="w", opening=balances))
    assert second == {key: whole[key] for key in second}
    assert len(second) == len(late)
    at_end = closing(as_lines(late), members, plan_terms, balances)
    assert _balances(engine, at_end) == _balances(engine, closing(as_lines(rows), members, plan_terms))


def test_what_people_who_left_have_used_counts_for_the_family_alone(engine: Any) -> None:
    rows = [line("K", "A", benefit="inpatient", charge_cents=900_000, fee_cents=500_000)]
    base = {"plan_id": "employer", "year": 2025, "accumulator": "medical", "family_id": "F"}
    # the employer's family deductible is 300,000: 200,000 used by one who left, 60,000 by A herself
    used = [base | {"person_id": None, "deductible_cents": 200_000, "limit_cents": 200_000},
            base | {"person_id": "A", "deductible_cents": 60_000, "limit_cents": 60_000}]  # fmt: skip
    opening = in_one_piece(engine, ibis.memtable(used, schema=OPENING))
    members, plan_terms = as_members([member("A"), member("B")]), ibis.memtable(TERMS)
    got = by_line(engine, settle(as_lines(rows), members, plan_terms, world="w", opening=opening))
    # own room 150,000 - 60,000 = 90,000, family room 300,000 - 260,000 = 40,000
    assert got["K", 1]["deductible_cents"] == 40_000


@SEEDS
def test_a_void_is_as_if_the_claim_had_never_been(seed: int, engine: Any) -> None:
    rows, members, plan_terms = _year(seed)
    gone = rows[seed * 20]["claim_id"]
    before = in_one_piece(engine, settle(as_lines(rows), members, plan_terms, world="w"))
    void = line("V", rows[seed * 20]["person_id"], action="void", original_claim_id=gone)
    after = standing_claims(as_lines([*rows, void]))
    done = replay(before, as_lines(rows), after, members, plan_terms, world="w")
    without = as_lines([row for row in rows if row["claim_id"] != gone])
    settled = in_one_piece(engine, done.settled)
    assert by_line(engine, settled) == by_line(engine, settle(without, members, plan_terms, world="w"))
    assert _balances(engine, closing(after, members, plan_terms)) == _balances(
        engine, closing(without, members, plan_terms)
    )
    taken, corrected = by_line(engine, done.taken_back), by_line(engine, done.corrected)
    family = rows[seed * 20]["person_id"].split("-")[0]
    assert {row["person_id"].split("-")[0] for row in [*taken.values(), *corrected.values()]} == {family}
    assert {key for key in taken if key[0] == gone} and not {key for key in corrected if key[0] == gone}
    for name in (
        "plan_paid_cents",
        "patient_share_cents",
        "charge_cents",
    ):  # what was, less what is taken back, plus new
        was, now = (sum(row[name] for row in by_line(engine, table).values()) for table in (before, settled))
        assert was - _sum(taken, name) + _sum(corrected, name) == now


def _sum(rows: dict[Any, dict[str, Any]], name: str) -> int:
    return sum(row[name] for row in rows.values())


def test_a_replacement_nets_to_settling_the_corrected_claim_once(engine: Any) -> None:
    rows, members, plan_terms = _year(7)
    first = rows[40]
    fixed = first | {"claim_id": "R1", "charge_cents": 77_777, "fee_cents": 55_555, "action": "replacement"}
    again = fixed | {"claim_id": "R2", "charge_cents": 66_666, "original_claim_id": "R1"}
    fixed |= {"original_claim_id": first["claim_id"]}
    before = in_one_piece(engine, settle(as_lines(rows), members, plan_terms, world="w"))
    after = standing_claims(as_lines([*rows, fixed, again]))  # replaced, and replaced once more
    done = replay(before, as_lines(rows), after, members, plan_terms, world="w")
    once = as_lines([*(row for row in rows if row["claim_id"] != first["claim_id"]), again])
    assert by_line(engine, done.settled) == by_line(engine, settle(once, members, plan_terms, world="w"))

"""Enrolment: worked examples, and spans against one day after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.people import Cover
from cleanbill.people.enrolment import Event, Life, Rule, enrol, event_faults, fill_gaps, proof, prove, rules
from tests.people.enrolment_oracle import covered_days, spans

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "enrolment.yaml").read_text())
START, END = date(2025, 1, 1), date(2025, 12, 31)
SCHEMA = {kind: ibis_schema(kind).to_pyarrow() for kind in (Life, Event, Cover)}
Row = dict[str, Any]


def table(rows: list[Row], kind: Any) -> Any:
    return ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA[kind]))


def life(person: str = "A", born: date = date(1980, 1, 1), county: str | None = None) -> Row:
    return {"person_id": person, "birth_date": born, "county_fips": county}


def event(on: date, kind: str, person: str = "A", hours: int | None = None, place: str | None = None) -> Row:
    return {"person_id": person, "on": on, "kind": kind, "hours": hours, "place": place}


def enrolled(con: Any, lives: list[Row], events: list[Row], held: Sequence[Rule] | None = None) -> list[Row]:
    cover = enrol(table(lives, Life), table(events, Event), start=START, end=END, known_rules=held)
    rows = con.to_pyarrow(cover).to_pylist()
    return sorted(rows, key=lambda row: (row["person_id"], row["start"]))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_example(case: Row, duckdb_engine: Any) -> None:
    lives = [life(born=case.get("born", date(1980, 1, 1)), county=case.get("county"))]
    events = [event(row["day"], row["kind"], hours=row.get("hours"), place=row.get("place")) for row in case["events"]]
    events.append(event(START, "moved_in", "someone else"))  # a table of events is never empty here
    extra = {name: case.get(name, 0) for name in ("after_leaving", "after_work")}
    known_rules = [Rule(date(2018, 1, 1), 20, "25", **extra)]
    got = [(row["start"], row["end"], row["rule"]) for row in enrolled(duckdb_engine, lives, events, known_rules)]
    assert got == [(row["start"], row["end"], row["rule"]) for row in case["cover"]]


MOST = ("moved_in", "moved_out", "started_work", "stopped_work") * 3 + ("death",)
PLACES = (None, "25017", "44007")
# One query settles many people, so that each example is a crowd and is drawn from one number.
ONE_QUERY = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
SEEDS = st.integers(0, 2**32)


def crowd(seed: int, people: int = 150) -> tuple[list[Row], list[Row]]:
    """People with random events: of some all within two weeks, so that many fall on one day."""
    chance, lives, events = Random(seed), [], []
    for number in range(people):
        person, spread = f"P{number}", chance.choice([12, 400])
        days = [START + timedelta(days=chance.randint(-spread // 10, spread)) for _ in range(9)]
        born = days[0] if chance.random() < 0.4 else date(1980, 1, 1)
        lives.append(life(person, born, chance.choice(PLACES)))
        happened = {(day, chance.choice(MOST)) for day in days[: chance.randint(1, 8)] if day >= born}
        if chance.random() < 0.3:
            happened.add((born, "birth"))
        for day, kind in sorted(happened):
            events.append(event(day, kind, person, chance.randint(10, 40), chance.choice(PLACES)))
    return lives, events


def laws(seed: int) -> list[Rule]:
    """Two rules, the second from within the year."""
    chance = Random(seed)
    days = [chance.randint(0, 5) for _ in range(4)]
    first = Rule(date(2018, 1, 1), 20, "25", days[0], days[1])
    return [first, Rule(date(2025, 1, 8), chance.choice([15, 20, 30]), "25", days[2], days[3])]


@ONE_QUERY
@given(SEEDS)
def test_cover_is_what_one_day_after_another_gives(duckdb_engine: Any, seed: int) -> None:
    _same_as_oracle(duckdb_engine, *crowd(seed), laws(seed))


@settings(ONE_QUERY, max_examples=1)
@given(SEEDS)
def test_the_second_engine_gives_the_same(sail_engine: Any, seed: int) -> None:
    _same_as_oracle(sail_engine, *crowd(seed), laws(seed))


def _same_as_oracle(con: Any, lives: list[Row], events: list[Row], held: list[Rule]) -> None:
    got: dict[str, list[tuple[date, date, str]]] = {row["person_id"]: [] for row in lives}
    for row in enrolled(con, lives, events, held):
        got[row["person_id"]].append((row["start"], row["end"], row["rule"]))
    for one in lives:
        assert got[one["person_id"]] == spans(covered_days(one, events, held, START, END)), one


@settings(ONE_QUERY, max_examples=1)
@given(SEEDS)
def test_what_enrol_gives_is_proven_and_less_or_more_is_not(duckdb_engine: Any, seed: int) -> None:
    lives, events = crowd(seed)
    people, happened = table(lives, Life), table(events, Event)
    cover = enrol(people, happened, start=START, end=END)
    rows = duckdb_engine.to_pyarrow(cover).to_pylist()
    proof = _proof(duckdb_engine, people, table(rows, Cover), happened)
    assert proof.proven
    assert proof.person_days == proof.covered_days == sum(_days(row) for row in rows) > 0
    short = _proof(duckdb_engine, people, table(rows[1:], Cover), happened)
    assert (short.gap_days, short.proven) == (_days(rows[0]), False)
    twice = _proof(duckdb_engine, people, table([*rows, rows[0]], Cover), happened)
    assert (twice.overlap_days, twice.overlap_people, twice.proven) == (_days(rows[0]), 1, False)


def _days(row: Row) -> int:
    return int((row["end"] - row["start"]).days) + 1


def _proof(con: Any, people: Any, cover: Any, events: Any = None, **more: Any) -> Any:
    return proof(con.to_pyarrow(prove(people, cover, events, start=START, end=END, **more)).to_pylist()[0])


def span(person: str, start: date, end: date, plan: str = "employer") -> Row:
    return {"person_id": person, "start": start, "end": end, "plan_id": plan, "rule": "given"}


@settings(ONE_QUERY, max_examples=1)
@given(SEEDS)
def test_the_proof_counts_what_counting_each_day_gives(duckdb_engine: Any, seed: int) -> None:
    chance = Random(seed)
    lives = [life(f"P{n}", START + timedelta(days=chance.randint(-9, 9))) for n in range(40)]
    died = {one["person_id"]: one["birth_date"] + timedelta(days=chance.randint(0, 12)) for one in lives[:20]}
    rows = [_any_span(chance) for _ in range(60)]
    events = [event(day, "death", person) for person, day in died.items()]
    proof = _proof(duckdb_engine, table(lives, Life), table(rows, Cover), table(events, Event))
    want = dict.fromkeys(("person_days", "covered_days", "overlap_days", "before_birth_days", "after_death_days"), 0)
    for day in (START + timedelta(days=n) for n in range((END - START).days + 1)):
        for one in lives:
            plans = sum(1 for s in rows if s["person_id"] == one["person_id"] and s["start"] <= day <= s["end"])
            unborn, dead = day < one["birth_date"], day > died.get(one["person_id"], date.max)
            want["person_days"] += not (unborn or dead)
            want["covered_days"] += bool(plans) and not (unborn or dead)
            want["overlap_days"] += max(plans - 1, 0)
            want["before_birth_days"] += bool(plans) and unborn
            want["after_death_days"] += bool(plans) and dead
    assert {name: getattr(proof, name) for name in want} == want
    assert min(want.values()) > 0
    assert proof.gap_days == want["person_days"] - want["covered_days"]
    assert proof.unknown_rows == sum(1 for s in rows if s["person_id"] == "P99")
    assert proof.backwards_rows == sum(1 for s in rows if s["end"] < s["start"])


def _any_span(chance: Random) -> Row:
    first = START + timedelta(days=chance.randint(-9, 20))
    who = f"P{chance.choice([*range(40), 99])}"
    return span(who, first, first + timedelta(days=chance.randint(-2, 9)))


def test_gaps_are_filled_with_no_plan_and_told(engine: Any) -> None:
    people = table([life("A"), life("B"), life("C", date(2025, 3, 1)), life("D", county="44007")], Life)
    given_cover = [
        span("A", date(2025, 1, 1), date(2025, 1, 31)),
        span("A", date(2025, 3, 1), date(2025, 10, 31)),
        span("B", date(2024, 1, 1), date(2026, 1, 1)),
    ]
    events = table([event(date(2025, 11, 30), "death", "A")], Event)
    made = fill_gaps(people, table(given_cover, Cover), events, start=START, end=END)
    filled = sorted(
        (r["person_id"], r["start"], r["end"], r["plan_id"]) for r in engine.to_pyarrow(made.filled).to_pylist()
    )
    assert filled == [
        ("A", date(2025, 2, 1), date(2025, 2, 28), "none"),  # 28 days
        ("A", date(2025, 11, 1), date(2025, 11, 30), "none"),  # 30 days, to death
        ("C", date(2025, 3, 1), date(2025, 12, 31), "none"),  # 306 days from birth; D lives elsewhere
    ]
    assert engine.to_pyarrow(made.counts()).to_pylist() == [{"spans": 3, "people": 2, "days": 28 + 30 + 306}]
    assert made.findings == ()
    assert _proof(engine, people, made.cover, events, working=False).proven


def test_overlaps_are_findings_and_nothing_settles_them() -> None:
    rows = [span("A", START, END), span("A", date(2025, 5, 1), date(2025, 5, 2), "medicare")]
    made = fill_gaps(table([life()], Life), table(rows, Cover), start=START, end=END)
    assert [finding.problem for finding in made.findings] == ["is within an earlier span of the same person"]


def test_what_is_wrong_with_events_is_told() -> None:
    people = table([life("A", date(2025, 2, 1)), life("B")], Life)
    rows = [
        event(date(2025, 1, 1), "moved_in"),
        event(date(2025, 2, 2), "birth"),
        event(date(2025, 3, 1), "started_work", "B"),
        event(date(2025, 4, 1), "death", "B"),
        event(date(2025, 5, 1), "moved_out", "B"),
        event(date(2025, 5, 1), "moved_out", "nobody"),
    ]
    problems = [finding.problem for finding in event_faults(people, table(rows, Event))]
    for word in (
        "not in the table",
        "another day",
        "before the person's birth",
        "after the person's death",
        "is empty",
    ):
        assert sum(word in problem for problem in problems) == 1, word


def test_days_that_run_backwards_or_precede_the_law_are_refused() -> None:
    people = table([life()], Life)
    with pytest.raises(CleanbillError, match="before they start"):
        enrol(people, start=END, end=START)
    with pytest.raises(CleanbillError, match="No rule of cover"):
        enrol(people, start=date(2000, 1, 1), end=END)


def test_the_law_on_file() -> None:
    assert rules()[-1] == Rule(date(2018, 1, 1), 20, "25", 0, 0)

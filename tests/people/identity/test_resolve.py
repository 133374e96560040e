"""What resolving promises of any file: each record once, one result in any order, ids that stay, no value shown."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import splink
from bench.identity import without_ssn
from bench.identity_measure import right
from bench.identity_truth import Truth, truth
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from splink.internals.exceptions import SplinkException

from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.core.tables import columns, ibis_schema
from cleanbill.people.identity import Belongs, Match, Record, Resolved, resolve
from cleanbill.people.identity.compare import FIELDS
from cleanbill.people.identity.normalise import CONTRADICTIONS, fresh
from tests.people.identity.accounts import groups, records

IRENE = ["IRENE", "SALMANDORF"]
HERE, THERE = ["100 N Main St", "60610"], ["5 Cedar Rd", "62200"]
BORN = "1949-10-10"
SEED = 11  # neither the estimate's nor the bench's


@pytest.fixture(scope="module")
def made() -> Truth:
    return truth(2_000, SEED)


@pytest.fixture(scope="module")
def found(duckdb_engine: Any, made: Truth) -> Resolved:
    return resolve(duckdb_engine, ibis.memtable(made.records))


def account(*told: Any) -> list[Any]:
    first, last, born, *rest = told
    return [first, last, born and pc.strptime(born, "%Y-%m-%d", "s").as_py().date(), *rest]


def test_two_thousand_accounts_are_resolved_well(found: Resolved, made: Truth) -> None:
    measured = right(made.person, found.people.column("person_id").to_pylist())
    assert measured.precision >= 0.995
    assert measured.recall >= 0.95
    assert abs(measured.found / measured.people - 1) <= 0.05


def test_without_any_number_fewer_are_found_and_no_more_are_wrong(duckdb_engine: Any, made: Truth) -> None:
    bare = without_ssn(made)
    measured = right(bare.person, resolve(duckdb_engine, ibis.memtable(bare.records)).people[1].to_pylist())
    assert measured.precision >= 0.995
    assert measured.recall >= 0.90


def test_tables_are_as_their_classes_say(found: Resolved, made: Truth) -> None:
    assert found.people.schema.equals(ibis_schema(Belongs).to_pyarrow())
    assert found.matches.schema.equals(ibis_schema(Match).to_pyarrow())
    assert found.people.column("record_id").to_pylist() == sorted(made.records.column("record_id").to_pylist())
    keys = [(row["left_id"], row["right_id"]) for row in found.matches.to_pylist()]
    assert keys == sorted(set(keys))
    assert all(left < right_ for left, right_ in keys)


def test_evidence_holds_ids_and_words_and_nothing_else(found: Resolved) -> None:
    for name in (*FIELDS, "outcome"):
        allowed = columns(Match)[name].words[0]
        assert set(found.matches.column(name).to_pylist()) <= set(allowed)


def test_no_person_holds_a_pair_that_contradicts(found: Resolved) -> None:
    person = dict(zip(found.people[0].to_pylist(), found.people[1].to_pylist(), strict=True))
    refused = [row for row in found.matches.to_pylist() if row["outcome"] in CONTRADICTIONS]
    assert refused
    assert [row for row in refused if person[row["left_id"]] == person[row["right_id"]]] == []


@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate])  # to shrink takes minutes
@given(seed=st.integers(0, 10_000), chance=st.randoms(use_true_random=False))
def test_any_order_and_a_second_run_give_the_same(duckdb_engine: Any, seed: int, chance: Random) -> None:
    rows = truth(120, seed).records
    order = list(range(len(rows)))
    chance.shuffle(order)
    once = resolve(duckdb_engine, ibis.memtable(rows))
    other = resolve(duckdb_engine, ibis.memtable(rows.take(order)))
    again = resolve(duckdb_engine, ibis.memtable(rows), known=once.people.take(order))
    assert other == once
    assert again == once


@settings(max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate])  # to shrink takes minutes
@given(seed=st.integers(0, 10_000))
def test_round_after_round_ids_stay_or_are_told(duckdb_engine: Any, seed: int) -> None:
    rows = truth(120, seed).records
    first = resolve(duckdb_engine, ibis.memtable(rows.slice(0, 60)))
    both = resolve(duckdb_engine, ibis.memtable(rows), known=first.people)
    now = dict(zip(both.people[0].to_pylist(), both.people[1].to_pylist(), strict=True))
    for row in first.people.to_pylist():
        assert now[row["record_id"]] == both.merged.get(row["person_id"], row["person_id"])
    assert all(new < old for old, new in both.merged.items())


def test_two_known_persons_who_are_one_go_by_the_smaller_id(duckdb_engine: Any) -> None:
    a, b = account(*IRENE, BORN, None, None, *HERE), account(*IRENE, None, "n1", "4321", *THERE)
    first = resolve(duckdb_engine, records({"a": a, "b": b}))
    ids = {fresh("person", "a"), fresh("person", "b")}
    assert set(first.people[1].to_pylist()) == ids
    second = {"a": a, "b": b, "c": account(*IRENE, BORN, "n1", "4321", None, None)}
    found = resolve(duckdb_engine, records(second), known=first.people)
    assert set(found.people[1].to_pylist()) == {min(ids)}
    assert found.merged == {max(ids): min(ids)}


def test_who_is_known_as_one_person_is_not_taken_apart_and_it_is_told(duckdb_engine: Any) -> None:
    twins = {
        "a": account("GRACE", "TORVILLE", BORN, None, None, *HERE),
        "b": account("ROSA", "TORVILLE", BORN, None, None, *HERE),
    }
    known = pa.table({"record_id": ["a", "b"], "person_id": ["P1", "P1"], "household_id": ["H1", None]})
    found = resolve(duckdb_engine, records(twins), known=known)
    assert found.people[1].to_pylist() == ["P1", "P1"]
    assert found.people[2].to_pylist() == ["H1", "H1"]
    assert found.matches.column("outcome").to_pylist() == ["known as one person"]


def test_nothing_is_printed_logged_or_left_behind(
    duckdb_engine: Any, made: Truth, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    # Ibis forgets tables of memory in its own time; those of `resolve` hold nicknames and numbers.
    tables = "select table_name from information_schema.tables where table_name not like '%memtable%' order by 1"
    before = duckdb_engine.con.sql(tables).fetchall()
    with caplog.at_level(1):
        resolve(duckdb_engine, duckdb_engine.create_table("seen", made.records.slice(0, 50), temp=True))
        duckdb_engine.drop_table("seen")
    assert duckdb_engine.con.sql(tables).fetchall() == before
    assert capfd.readouterr() == ("", "")
    assert [record.name for record in caplog.records if "splink" in record.name] == []


def test_what_splink_says_of_a_fault_is_not_shown(duckdb_engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise SplinkException("could not cast 'SALMANDORF'")

    monkeypatch.setattr(splink, "Linker", fails)
    with pytest.raises(CleanbillError, match="Splink stopped") as raised:
        resolve(duckdb_engine, records({"a": account(*IRENE, BORN, None, None, *HERE)}))
    assert "SALMANDORF" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_faults_are_told_together(duckdb_engine: Any) -> None:
    bad = pa.table({"record_id": ["a", "a", None]})
    with pytest.raises(BadInput) as missing:
        resolve(duckdb_engine, ibis.memtable(bad))
    assert {finding.column for finding in missing.value.findings} == set(columns(Record)) - {"record_id"}
    row = account(*IRENE, BORN, None, None, *HERE)
    known = pa.table({"record_id": ["a", "a"], "person_id": ["P1", "P2"], "household_id": pa.nulls(2, pa.string())})
    with pytest.raises(BadInput, match="known, column record_id: an id stands twice"):
        resolve(duckdb_engine, records({"a": row}), known=known)


def test_no_records_are_no_people(duckdb_engine: Any) -> None:
    found = resolve(duckdb_engine, records({}))
    assert (len(found.people), len(found.matches), groups(found)) == (0, 0, set())


def test_another_engine_is_refused(sail_engine: Any) -> None:
    with pytest.raises(CleanbillError, match="DuckDB alone"):
        resolve(sail_engine, records({"a": account(*IRENE, BORN, None, None, *HERE)}))


def test_splink_is_loaded_only_when_people_are_resolved() -> None:
    code = "import sys, cleanbill.people.identity; sys.exit('splink' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

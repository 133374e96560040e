"""Each hard case, written out: whose the accounts are, and what became of a pair."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pytest
import yaml

from cleanbill.people.identity import Resolved, resolve
from tests.people.identity.accounts import groups, records

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(duckdb_engine: Any) -> dict[str, Resolved]:
    """Each case by itself, and all in one file, where every case's people keep to themselves."""
    return {case["says"]: resolve(duckdb_engine, records(case["accounts"])) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_a_worked_example(found: dict[str, Resolved], case: dict[str, Any]) -> None:
    resolved = found[case["says"]]
    assert groups(resolved) == {frozenset(each) for each in case["people"]}
    took = {row["left_id"] + row["right_id"]: row["outcome"] for row in resolved.matches.to_pylist()}
    assert {pair: took.get(pair) for pair in case.get("outcome", {})} == case.get("outcome", {})


def test_ibis_is_left_as_it_was(duckdb_engine: Any, found: dict[str, Resolved]) -> None:
    assert found
    assert duckdb_engine.list_tables() == [] or not any("splink" in name for name in duckdb_engine.list_tables())
    assert ibis.options.default_backend is None

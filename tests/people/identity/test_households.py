"""Who lives together: one door and last names that lead to one another; a shelter is no household."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cleanbill.people.identity import resolve, shipped
from cleanbill.people.identity.cluster import Home, households
from tests.people.identity.accounts import groups, records

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("households.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_a_worked_example(duckdb_engine: Any, case: dict[str, Any]) -> None:
    accounts = {name: [*found[:2], None, None, None, *found[2:]] for name, found in case["accounts"].items()}
    found = resolve(duckdb_engine, records(accounts))
    assert groups(found, "household_id") == {frozenset(each) for each in case["households"]}
    none = [row["record_id"] for row in found.people.to_pylist() if row["household_id"] is None]
    assert none == list(case.get("none", ""))


def test_a_shelter_is_no_household_and_its_door_no_evidence(duckdb_engine: Any) -> None:
    many = shipped().address_crowd
    at = [None, None, None, "1 Shelter Way", "60601"]
    full = {f"r{n:02d}": [f"{chr(65 + n)}ORA", "SMITH", *at] for n in range(many)}
    together = resolve(duckdb_engine, records(full))
    assert groups(together, "household_id") == {frozenset(full)}
    over = full | {"z1": ["LAST", "SMITH", *at], "z2": ["LAST", "SMITH", *at]}
    apart = resolve(duckdb_engine, records(over))
    assert groups(apart, "household_id") == set()
    assert frozenset({"z1"}) in groups(apart)


def test_home_is_the_door_of_most_records() -> None:
    homes = [Home("b", ("X",)), Home("a", ("X",)), Home("b", ("X",)), Home("b", ("X",)), Home("a", ())]
    assert households({0: [0, 1, 2], 3: [3], 4: [4]}, homes, 20) == {0: [0, 3], 4: [4]}
    assert households({0: [0, 1]}, homes, 20) == {0: [0]}
    assert households({0: [0, 1], 4: [4]}, homes, 1) == {}

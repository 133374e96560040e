"""Each hard case, written out: whose the accounts are, and what became of a pair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleanbill.people.identity import resolve
from tests.people.identity.accounts import groups, records

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
Found = tuple[set[frozenset[str]], dict[str, str]]


def files() -> Iterator[dict[int, dict[str, Any]]]:
    """Cases put together in as few files as no last name stands twice in: each alone would take a second."""
    waiting = dict(enumerate(CASES))
    while waiting:
        taken, names = dict[int, dict[str, Any]](), set[str]()
        for number, case in [*waiting.items()]:
            own = {word for found in case["accounts"].values() for name in found[:2] for word in (name or "").split()}
            if not own & names:
                names |= own
                taken[number] = waiting.pop(number)
        yield taken


def own(number: int, told: list[Any]) -> list[Any]:
    """An account whose number is that of no other case."""
    return [*told[:3], told[3] and f"{number} {told[3]}", *told[4:]]


@pytest.fixture(scope="module")
def found(duckdb_engine: Any) -> dict[int, Found]:
    """Case -> its people, and what became of its pairs."""
    of: dict[int, Found] = {}
    for cases in files():
        accounts = {f"{n:03d}{a}": own(n, found) for n, case in cases.items() for a, found in case["accounts"].items()}
        resolved = resolve(duckdb_engine, records(accounts))
        took = {(row["left_id"], row["right_id"]): row["outcome"] for row in resolved.matches.to_pylist()}
        for number in cases:
            mine = f"{number:03d}"
            people = {
                frozenset(one[3:] for one in group) for group in groups(resolved) if any(mine in o for o in group)
            }
            of[number] = people, {one[3:] + two[3:]: out for (one, two), out in took.items() if mine in one}
    return of


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number]["says"])
def test_a_worked_example(found: dict[int, Found], number: int) -> None:
    case, (people, took) = CASES[number], found[number]
    assert people == {frozenset(each) for each in case["people"]}
    wanted = case.get("outcome", {})
    assert {pair: took.get(pair) for pair in wanted} == wanted

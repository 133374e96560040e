"""The poverty guideline and families, by worked examples and on each engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pytest
import yaml

from cleanbill.core.errors import CleanbillError
from cleanbill.people import families, guideline_cents, guideline_year
from tests.people.example import Someone, table

CASES = yaml.safe_load(Path(__file__).with_name("guideline.yaml").read_text("utf-8"))


def name(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_guideline_of_a_size_on_a_day(case: dict[str, Any]) -> None:
    assert guideline_cents(case["size"], case["day"]) == case["guideline"]
    assert guideline_year(case["day"]) == case["year"]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_family_beside_the_guideline(case: dict[str, Any], engine: Any) -> None:
    # incomes stand under `other`; a second family must not mix with the first
    members = [Someone(who, born=born, other=int(income)) for who, born, income in case["members"]]
    person = table([*members, Someone("Z", family_id="G", born=date(1930, 1, 1), other=77)])
    found = engine.to_pyarrow(families(ibis.memtable(person), case["day"]).order_by("family_id")).to_pylist()
    assert found[0] == {
        "family_id": "F",
        "head_id": case["head"],
        "size": case["size"],
        "income_cents": case["income"],
        "guideline_cents": case["guideline"],
        "guideline_year": case["year"],
        "fpl_bp": case["fpl_bp"],
    }
    assert [found[1][key] for key in ("head_id", "size", "income_cents")] == ["Z", 1, 77]


def test_regions_differ_and_an_unknown_one_is_answered_with_those_that_exist() -> None:
    assert guideline_cents(2, date(2025, 6, 30), "alaska") == (19_550 + 6_880) * 100
    with pytest.raises(CleanbillError, match="alaska, contiguous, hawaii"):
        guideline_cents(1, date(2025, 6, 30), "guam")


def test_a_family_of_nobody_and_a_day_before_the_law_are_refused() -> None:
    with pytest.raises(CleanbillError, match="at least one person"):
        guideline_cents(0, date(2025, 6, 30))
    with pytest.raises(CleanbillError, match="no value"):
        guideline_cents(1, date(2001, 1, 1))

"""A report tells the sums of its lines, hides few people, and counts a person once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from cleanbill.core.errors import CleanbillError
from cleanbill.report.relief import Programme, report
from tests.report.relief.making import lines_of, made, programme, programmes

EXAMPLES = yaml.safe_load((Path(__file__).parent / "programmes.yaml").read_text("utf-8"))


def made_of(example: dict[str, Any]) -> Programme:
    lines = [line for short in example["lines"] for line in lines_of(short)]
    return programme(lines, example.get("money"), example.get("offered"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["name"])
def test_worked_examples(example: dict[str, Any]) -> None:
    told = report(made_of(example), **example["report"])
    for part, expected in example["told"].items():
        if isinstance(expected, dict) and expected:
            assert {key: told[part][key] for key in expected} == expected
        else:
            assert told[part] == expected
    for table, column in (("places", "place"), ("rounds", "round")):
        if table in example:
            rows = {row[column]: row for row in told[table]}
            assert set(rows) == set(example[table])
            for name, expected in example[table].items():
                assert {key: rows[name][key] for key in expected} == expected, name


@settings(max_examples=200, deadline=None)
@given(programmes())
def test_people_over_all_rounds_are_at_most_the_sum_and_dollars_add_up(made_up: Programme) -> None:
    told = report(made_up, "public")
    for table in ("places", "rounds"):
        rows = told[table]
        for key in ("accounts", "face_cents", "price_cents"):
            values = [row[key] for row in rows]
            if all(isinstance(value, int) for value in (*values, told["abolished"][key])):
                assert sum(values) == told["abolished"][key]
        people = [row["people"] for row in rows]
        if all(isinstance(value, int) for value in (*people, told["abolished"]["people"])):
            assert max(people) <= told["abolished"]["people"] <= sum(people)


@settings(max_examples=100, deadline=None)
@given(programmes())
def test_the_order_of_lines_changes_nothing(made_up: Programme) -> None:
    turned = Programme(made_up.lines[::-1], made_up.rounds[::-1], made_up.money, made_up.today)
    for kind, of in (("public", ""), ("donor", "a"), ("county", made_up.lines[0].county_fips or "")):
        if kind != "donor" or any(line.fund_id == of for line in made_up.lines):
            assert report(made_up, kind, of) == report(turned, kind, of)


def test_a_report_on_nothing_is_refused() -> None:
    small = programme([made("r1", "a", f"P{n}") for n in range(20)])
    for kind, of, says in (("donor", "z", "fund z"), ("county", "29019", "county 29019"), ("press", "", "not a kind")):
        with pytest.raises(CleanbillError, match=says):
            report(small, kind, of)
    with pytest.raises(CleanbillError, match="who owes each account"):
        report(programme([made("r1", "a", None) for _ in range(20)]), "county", "25025")


def test_letters_of_few_people_hide_the_next_fewest() -> None:
    lines = [made("r1", "a", f"P{n}", letter="mailed" if n < 60 else "returned") for n in range(100)]
    lines += [made("r1", "a", f"Q{n}", letter="held back") for n in range(3)]
    told = report(programme(lines), "public")["letters"]
    assert told == [
        {"letter": "mailed", "people": 60},
        {"letter": "returned", "people": "withheld"},
        {"letter": "held back", "people": "under 11"},
    ]


def test_judgments_of_all_but_a_few_are_withheld() -> None:
    lines = [made("r1", "a", f"P{n}", due=n >= 5) for n in range(60)]
    assert report(programme(lines), "public")["satisfactions_due"]["people"] == "withheld"  # else 60 - 55 = 5

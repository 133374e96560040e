"""`household` and `study` from Python give the numbers of `cleanbill finance`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cleanbill as cb
from tests.door.conftest import command, files


def test_a_household_is_that_of_the_command() -> None:
    options = ["--age", "41", "--wages", "60000.50", "--cover", "employer", "--children", "1", "--spouse-age", "39"]
    told = json.loads(command("finance", "household", *options, "--what-if", "accident", "--json"))
    family = [
        cb.Member(age=41, cover="employer", wages="60000.50"),
        cb.Member(age=39, role="spouse", cover="employer"),
        cb.Member(age=10, role="dependent", cover="employer"),
    ]
    found = cb.household(family, what_if="accident")
    assert found.summary == told
    assert sum(found.table("line")["before_cents"].to_pylist()) == sum(line["before_cents"] for line in told["lines"])
    assert found.view.rows[-1][0] == "in all"
    assert found.says.startswith("Under ma-194 this household would pay $")


def test_a_file_of_people_is_in_whole_cents(tmp_path: Path) -> None:
    (tmp_path / "us.yaml").write_text("people: [{age: 40, wages: 6000000, cover: employer}]\n")
    mine = cb.household([cb.Member(age=40, wages=60_000, cover="employer")])
    assert cb.household(tmp_path / "us.yaml").summary == mine.summary
    told = json.loads(command("finance", "household", tmp_path / "us.yaml", "--json"))
    assert told == mine.summary


def test_nothing_of_a_household_is_kept_until_it_is_written(tmp_path: Path) -> None:
    found = cb.household([cb.Member(age=40)])
    assert not hasattr(found.stored, "folder")
    found.write(tmp_path / "us")
    assert sorted(files(tmp_path / "us")) == [".cleanbill", "by_incidence.csv", "line.csv", "summary.json"]


def test_every_fault_of_every_member_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(cb.BadInput) as bad:
        cb.household([cb.Member(age=40, wages="sixty"), {"age": 4}])  # type: ignore[list-item]
    assert [(found.row, found.column) for found in bad.value.findings] == [(1, "wages"), (2, None)]
    with pytest.raises(cb.BadInput, match="role"):
        cb.household([cb.Member(age=40, role="boss")])
    (tmp_path / "us.yaml").write_text("people: [{age: 40, wage: 6000000}, {}]\n")
    with pytest.raises(cb.BadInput, match="Did you mean wages") as bad:
        cb.household(tmp_path / "us.yaml")
    assert len(bad.value.findings) == 2


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"bill": "ma-195"}, "ma-195"),
        ({"incidence": 2}, "incidence 2 is not a part"),
        ({"what_if": "rain"}, "rain"),
        ({"settings": {"nothing": 1}}, "nothing"),
    ],
)
def test_what_cannot_be_asked_is_said(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(cb.CleanbillError, match=words):
        cb.household([cb.Member(age=40)], **asked)


@pytest.mark.slow
def test_a_study_writes_what_the_command_writes(tmp_path: Path) -> None:
    command("finance", "run", "--draws", "20", "--years", "2", "--set", "unearned_exemption_cents=3000000",
            "--out", tmp_path / "a")  # fmt: skip
    found = cb.study(bill="ma-194", year=2026, draws=20, years=2, settings={"unearned_exemption_cents": 3_000_000})
    found.write(tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")
    revenue = found.to_pandas("revenue")
    assert revenue.cents.sum() == found.summary["revenue_cents"]
    for name in found.tables:
        assert found.table(name).num_rows == len(found.summary[name]), name
    assert found.view.rows[0][0] == "revenue"


def test_a_scenario_with_an_unknown_lever_is_refused() -> None:
    with pytest.raises(cb.BadInput, match="use"):
        cb.study(scenario={"uses": {"elasticity_bp": -1000}})

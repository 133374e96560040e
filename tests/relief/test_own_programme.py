"""A programme of one's own: by path or mapping, with all faults at once, and told with its hash."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import cleanbill as cb
from cleanbill.cli.main import main
from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.relief import load_programme, programme_text

MINE = """values:
  2026-01-01: {income_up_to_fpl_bp: 20000, debt_from_income_bp: 1000, states: [MO]}
  2027-01-01: {income_up_to_fpl_bp: 30000, debt_from_income_bp: 1000, states: [MO]}
"""
OWED = {
    "holder": ["Mercy"] * 2, "account_id": ["1", "2"], "patient_id": ["A", "B"],
    "current_balance_cents": [90_000, 50_000], "date_of_service": ["2025-03-01"] * 2, "state": ["MO", "KS"],
    "household_size": [2, 2], "est_income_cents": [2_000_000, 2_000_000],
}  # fmt: skip


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "our-drive.yaml"
    path.write_text(MINE, "utf-8")
    return path


def test_a_file_decides_and_the_result_says_which_it_was(mine: Path) -> None:
    found = cb.qualify(OWED, programme=mine, on="2026-06-01")
    assert found.summary["reasons"] == {"income": 1, "outside the place": 1}
    assert found.summary["programme"] == "our-drive"
    assert found.summary["own_programme"] == {
        "name": "our-drive", "file": mine.name, "sha256": sha256(mine.read_bytes()).hexdigest()
    }  # fmt: skip
    assert set(found.table("decision")["source"].to_pylist()) == {mine.name}


def test_a_mapping_decides_alike_and_so_does_what_ships_under_another_name(tmp_path: Path) -> None:
    rules = {date(2026, 1, 1): {"income_up_to_fpl_bp": 20_000, "debt_from_income_bp": 1_000, "states": ["MO"]}}
    found = cb.qualify(OWED, programme={"name": "drive", "values": rules}, on="2026-06-01")
    assert (found.summary["programme"], found.summary["qualified"]) == ("drive", 1)
    (tmp_path / "ours.yaml").write_text(programme_text("undue"), "utf-8")
    assert load_programme(tmp_path / "ours.yaml").on(date(2026, 6, 1)).income_up_to_fpl_bp == 40_000


def test_the_command_plans_by_a_file(mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "offer.csv").write_text(
        "holder,account_id,patient_id,current_balance_cents,date_of_service,state,est_income_cents,fpl_bp\n"
        "H1,A1,ann,100000,2025-01-02,MO,2000000,10000\n",
        "utf-8",
    )
    (tmp_path / "funds.yaml").write_text(
        'funds: [{id: state, dollars: "20.00", ladder: [{level: state, codes: [MO]}]}]', "utf-8"
    )
    with pytest.raises(SystemExit):
        main([
            "relief", "plan", "--accounts", str(tmp_path / "offer.csv"), "--funds", str(tmp_path / "funds.yaml"),
            "--programme", str(mine), "--today", "2026-06-01", "--out", str(tmp_path / "plan"), "--json",
        ])  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    assert (told["programme"], told["accounts"], told["own_programme"]["file"]) == ("our-drive", 1, mine.name)


def test_show_prints_a_programme_to_start_from(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["relief", "programmes", "show", "michigan"])
    assert capsys.readouterr().out == programme_text("michigan")


def test_every_fault_is_told_with_its_line_and_what_was_meant(mine: Path) -> None:
    wrong = MINE.replace("states: [MO]", "countys: [06037]", 1).replace("[MO]", "[Missouri]")
    mine.write_text(wrong.replace("values", "value:\nvalues"), "utf-8")
    with pytest.raises(BadInput) as refused:
        load_programme(mine)
    told = str(refused.value)
    assert "line 1" in told
    assert "Did you mean values?" in told
    assert "values.2026-01-01.countys" in told
    assert "Did you mean counties?" in told
    assert "'Missouri' is not of the form" in told


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"excluded_creditors": ["St. Mary's"]}, "small letters"),
        ({"counties": [39095]}, "five digits in quotes"),
        ({"oldest_service": "2014"}, "not a date"),
        ({"income_below": "yes"}, "true or false"),
    ],
)
def test_what_would_match_nothing_or_mean_something_else_is_refused(value: dict[str, Any], says: str) -> None:
    rule = {"income_up_to_fpl_bp": 1, "debt_from_income_bp": 1} | value
    with pytest.raises(BadInput, match=says):
        load_programme({"values": {date(2026, 1, 1): rule}})


def test_a_name_that_does_not_ship_a_name_that_does_and_a_day_before_the_first(tmp_path: Path, mine: Path) -> None:
    with pytest.raises(BadInput, match="Did you mean michigan"):
        load_programme("michgan")
    (tmp_path / "undue.yaml").write_text(MINE, "utf-8")
    with pytest.raises(BadInput, match="ships already"):
        load_programme(tmp_path / "undue.yaml")
    with pytest.raises(CleanbillError, match=r"our-drive.yaml has no value on 2025-12-31; its first is of 2026-01-01"):
        load_programme(mine).on(date(2025, 12, 31))

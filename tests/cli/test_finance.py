"""`cleanbill finance`: a folder whole or not at all, studies replayed, one lever moved, faults told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleanbill.cli.main import main


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["finance", *arguments])
    return int(ended.value.code or 0)


def test_a_study_is_written_with_its_page_and_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "study"
    asked = ("run", "--out", str(out), "--draws", "20", "--years", "5", "--recession", "2028")
    assert run(*asked, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads((out / "summary.json").read_text("utf-8"))
    assert told["path"][2]["lost_to_recession_cents"] > 0
    assert {"report.html", "budget.csv", "path.csv"} - {path.name for path in out.iterdir()} == {"budget.csv"}
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert run(*asked) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert "gap" in capsys.readouterr().out


def test_settings_and_levers_change_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    levers = tmp_path / "levers.yaml"
    levers.write_text("provider_price: {hospital_bp: -1000}\n", "utf-8")
    gaps = []
    for more in ((), ("--scenario", str(levers)), ("--set", "unearned_exemption_cents=3000000")):
        assert run("sweep", "revenue_bp", "--from", "10000", "--to", "10000", "--steps", "2", "--json", *more) == 0
        gaps.append(json.loads(capsys.readouterr().out)[0]["gap_cents"])
    assert gaps[1] < gaps[0] < gaps[2]


def test_a_sweep_has_a_row_for_each_value(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("sweep", "drug_price.drugs_bp", "--from", "-2000", "--to", "0", "--steps", "3", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["value"] for row in rows] == [-2000, -1000, 0]
    assert rows[0]["net_cents"] < rows[1]["net_cents"] < rows[2]["net_cents"]


def test_a_study_is_replayed_with_what_was_calibrated_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("presets", "friedman_2023") == 0
    out = capsys.readouterr().out
    assert "calibrated" in out
    assert "outside the range of 22 studies" in out
    assert run("presets", "--json") == 0
    assert {"cbo_2020/option_2", "urban_2019"} <= {row["name"] for row in json.loads(capsys.readouterr().out)}


def test_a_household_s_columns_add_up_and_who_pays_more_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("household", "--wages", "60000", "--children", "1", "--what-if", "accident", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    before, after = (sum(line[f"{when}_cents"] for line in told["lines"]) for when in ("before", "after"))
    assert before - after == told["gain_cents"]
    assert [at["incidence_bp"] for at in told["by_incidence"]] == [0, 5000, 10000]
    assert run("household", "--wages", "400000", "--cover", "none", "--unearned", "500000") == 0
    assert " more a year" in capsys.readouterr().out


def test_a_household_from_a_file_is_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "us.yaml"
    file.write_text("people: [{age: 40, wages: 6000000, cover: employer}]\n", "utf-8")
    told = []
    for arguments in ((str(file),), ("--wages", "60000")):
        assert run("household", *arguments, "--json") == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    file.write_text("people: [{wage: 5}]\n", "utf-8")
    assert run("household", str(file)) == 2
    err = capsys.readouterr().err
    assert "wage" in err
    assert "age" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("presets", "freidman_2023"), "friedman_2023"),
        (("run", "--bill", "ma-195"), "ma-194"),
        (("run", "--incidence", "2"), "from 0 to 1"),
        (("run", "--year", "2040"), "aged to 2030"),
        (("run", "--set", "unearned"), "NAME=VALUE"),
        (("run", "--scenario", "nowhere.yaml"), "cannot be read"),
        (("sweep", "use.elastic_bp", "--from", "0", "--to", "1"), "Did you mean elasticity_bp?"),
        (("sweep", "elasticity", "--from", "0", "--to", "1"), "names no lever"),
    ],
)
def test_faults_are_told_and_nothing_is_written(
    arguments: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    assert says in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []

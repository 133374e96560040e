"""`cleanbill people targets` prints every target, and what is missed with its reason."""

from __future__ import annotations

import json

import pytest

from cleanbill.cli.main import main


def test_it_prints_what_is_met_and_what_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["people", "targets", "--json"])
    assert not ended.value.code
    told = json.loads(capsys.readouterr().out)
    met = {(row["group"], row["name"]): row["met"] for row in told["targets"]}
    assert met["cover", "medicare"]
    assert not met["returns", "under $1"]
    assert told["unearned_imputed"] > 3 * told["unearned_surveyed"]


def test_a_person_reads_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["people", "targets"])
    out = capsys.readouterr().out
    assert "targets are met within 1 %" in out
    assert "missed" in out
    assert "$92.3 billion" in out
    assert "1,262,173" in out
    assert "…" not in out


def test_a_later_year_has_its_ages_and_premiums(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["people", "targets", "--year", "2027", "--json"])
    assert not ended.value.code
    told = json.loads(capsys.readouterr().out)
    assert told["year"] == 2027
    assert {row["group"] for row in told["targets"]} == {"people by age", "employers"}
    assert all(row["met"] for row in told["targets"])


def test_a_year_without_a_population_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["people", "targets", "--year", "2040"])
    assert ended.value.code == 2
    assert "2030" in capsys.readouterr().err

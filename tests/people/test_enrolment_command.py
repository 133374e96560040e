"""`cleanbill people check` as a user meets it: counts, exit codes, findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleanbill.cli.main import main

PEOPLE = "person_id,birth_date\nA,1980-01-02\nB,2025-03-01\n"
COVER = "person_id,start,end\nA,2025-01-01,2025-06-30\nA,2025-07-01,2025-12-31\nB,2025-03-01,2025-12-31\n"
EVENTS = "person_id,on,kind\nA,2025-06-30,death\n"


def run(tmp_path: Path, capsys: Any, *more: str, **files: str) -> tuple[int, str, str]:
    """Exit code, output and errors of the command on these files."""
    arguments = ["people", "check", *more]
    for name, text in ({"people": PEOPLE, "cover": COVER} | files).items():
        (tmp_path / f"{name}.csv").write_text(text)
        arguments += [f"--{name}", str(tmp_path / f"{name}.csv")]
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    output = capsys.readouterr()
    return int(ended.value.code or 0), output.out, output.err


def test_whole_cover_is_proven(tmp_path: Path, capsys: Any) -> None:
    code, out, _ = run(tmp_path, capsys, "--json")
    report = json.loads(out)
    assert (code, report["proven"]) == (0, True)
    assert report["person_days"] == report["covered_days"] == 365 + 306  # B from 1 March
    assert (report["from"], report["to"]) == ("2025-01-01", "2025-12-31")


def test_a_gap_a_second_plan_and_a_stranger_are_not(tmp_path: Path, capsys: Any) -> None:
    messy = COVER.replace("2025-07-01", "2025-07-11") + "B,2025-12-30,2026-01-01\nZ,2025-01-01,2025-01-02\n"
    code, out, _ = run(tmp_path, capsys, "--json", "--to", "2025-12-31", cover=messy)
    report = json.loads(out)
    assert (code, report["gap_days"], report["overlap_days"], report["unknown_rows"]) == (1, 10, 2, 1)


def test_cover_after_death_and_before_birth_is_told_in_words(tmp_path: Path, capsys: Any) -> None:
    early = COVER.replace("B,2025-03-01", "B,2025-02-27")
    code, out, _ = run(tmp_path, capsys, cover=early, events=EVENTS)
    assert code == 1
    assert "184" in next(line for line in out.split("\n") if "after death" in line)  # July to December
    assert " 2 " in next(line for line in out.split("\n") if "before birth" in line)
    assert "Not proven" in out


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"cover": COVER.replace("2025-06-30", "soon")}, ["cover.csv, row 1", "end"]),
        ({"people": PEOPLE + "A,1990-01-01\n"}, ["people.csv, row 3", "person_id"]),
        ({"events": EVENTS + "A,2025-07-01,moved_out\n"}, ["events.csv, row 2", "after the person's death"]),
        ({"events": EVENTS.replace("death", "dead")}, ["events.csv, row 1", "kind"]),
        ({"events": EVENTS.replace("A,", "Q,")}, ["events.csv, row 1", "not in the table of people"]),
    ],
)
def test_bad_input_ends_in_2(files: dict[str, str], words: list[str], tmp_path: Path, capsys: Any) -> None:
    code, _, err = run(tmp_path, capsys, **files)
    assert code == 2
    for word in words:
        assert word in err


def test_a_day_that_is_none_ends_in_2(tmp_path: Path, capsys: Any) -> None:
    code, _, err = run(tmp_path, capsys, "--from", "1.1.2025")
    assert (code, "2025-12-31" in err) == (2, True)

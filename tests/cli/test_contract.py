"""`cleanbill contract`, and docs/contract.md: its files, its commands and what they print, at 80 columns."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path

import pytest

from cleanbill.cli.main import BAD_INPUT, main

PAGE = (Path(__file__).parents[2] / "docs" / "contract.md").read_text("utf-8")
FILE = re.compile(r"```yaml title=\"([\w.]+)\"\n([\s\S]*?)```\n")
SHOWN = re.compile(r"```console\n\$ (cleanbill .+)\n([\s\S]*?)```\n")


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Runs a command beside the page's files; what it prints, its lines without blanks at their ends."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("COLUMNS", "80"), ("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)
    for name, text in FILE.findall(PAGE):
        (tmp_path / name).write_text(text, "utf-8")

    def run(command: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(command)[1:])
        told = capsys.readouterr()
        assert (ended.value.code or 0) == code, told.err
        return "\n".join(line.rstrip() for line in (told.err if code else told.out).rstrip("\n").split("\n")) + "\n"

    return run


@pytest.mark.parametrize(("command", "shown"), SHOWN.findall(PAGE), ids=lambda value: str(value).split("\n")[0])
def test_the_page_shows_what_is_printed(command: str, shown: str, printed) -> None:  # type: ignore[no-untyped-def]
    assert printed(command) == shown


def test_the_page_has_both_examples() -> None:
    assert [command for command, _ in SHOWN.findall(PAGE)] == [
        "cleanbill contract one.yaml",
        "cleanbill contract town.yaml",
    ]


def test_the_worked_example(printed) -> None:  # type: ignore[no-untyped-def]
    """2,396 and 1,272 to the dollar."""
    told = json.loads(printed("cleanbill contract one.yaml --json"))
    assert told["in_all"]["employer"]["total_cents"] == 239568
    assert told["in_all"]["workers"]["total_cents"] == 127232


def test_who_pays_more_stands_before_the_first_table(printed) -> None:  # type: ignore[no-untyped-def]
    first = printed("cleanbill contract town.yaml").split("\n\n")[0].split("\n")
    assert [line.split(" at ")[0] for line in first if line.startswith("Pays more")] == [
        "Pays more: Clerks, opt-out",
        "Pays more: Teachers, opt-out",
        "Pays more: Teachers, waived",
        "Pays more: Trades, fund",
    ]


def test_the_csv_adds_up_to_the_json(printed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = json.loads(printed("cleanbill contract town.yaml --json --csv lines.csv"))
    with (tmp_path / "lines.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert sum(int(row["cents"]) for row in rows) == told["in_all"]["together_cents"] > 0
    for year in told["years"]:
        for side in ("employer", "workers", "retirees"):
            held = [int(row["cents"]) for row in rows if (row["year"], row["side"]) == (year["label"], side)]
            assert sum(held) == year[side]["total_cents"]


def test_another_bill_takes_the_place_of_the_files(printed) -> None:  # type: ignore[no-untyped-def]
    told = json.loads(printed("cleanbill contract town.yaml --bill ny-health-act --json"))
    assert told["bill"]["name"] == "ny-health-act"
    assert "payroll_employer_tax" in told["in_all"]["employer"]["lines"]


def test_faults_are_listed_and_nothing_is_written(printed, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "bad.yaml").write_text("name: Bad\nyaer: 2026\n", "utf-8")
    said = printed("cleanbill contract bad.yaml --csv lines.csv", BAD_INPUT)
    assert "Did you mean year?" in said
    assert "units: is missing" in said
    assert not (tmp_path / "lines.csv").exists()


def test_a_csv_that_cannot_be_written(printed) -> None:  # type: ignore[no-untyped-def]
    assert "cannot be written" in printed("cleanbill contract one.yaml --csv none/lines.csv", BAD_INPUT)

"""The command line as a user meets it: help, results, exit codes, findings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.in_process import Ended, cleanbill

PEOPLE = "person_id,birth_date,sex,household_id,income_cents\nA,1980-01-02,F,H1,5000000\nB,2015-01-02,M,H1,0\n"
CLAIMS = "claim_id,line,person_id,service_date,benefit,charge_cents\n" + "".join(
    f"K{n},1,{'AB'[n % 2]},2025-03-{n:02d},office,{n}00\n" for n in range(1, 21)
)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    files = {"people": tmp_path / "people.csv", "claims": tmp_path / "claims.csv"}
    files["people"].write_text(PEOPLE)
    files["claims"].write_text(CLAIMS)
    return files


def follow(tables: dict[str, Path], out: Path, *more: str | Path) -> Ended:
    return cleanbill("follow", "--people", tables["people"], "--claims", tables["claims"], "--out", out, *more)


@pytest.mark.parametrize("command", ["demo", "follow", "statement", "claims calibrate"])
def test_help_has_an_example(command: str) -> None:
    told = cleanbill(*command.split(), "--help")
    assert told.returncode == 0
    assert f"Example: cleanbill {command}" in told.stdout


def test_the_bare_command_says_where_to_start() -> None:
    told = cleanbill()
    assert "cleanbill demo" in told.stdout + told.stderr
    assert "follow" in told.stdout + told.stderr


def test_demo_tells_what_happened(tmp_path: Path) -> None:
    told = cleanbill("demo", "--people", "400", "--today", "2025-12-31", "--out", "mine", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "400 people" in told.stdout
    for word in ("today", "relief", "single-payer", "billed", "left as debt"):
        assert word in told.stdout
    summary = json.loads((tmp_path / "mine" / "summary.json").read_text())
    assert f"{summary['worlds']['today']['people_in_debt']:,}" in told.stdout
    assert (tmp_path / "mine" / "report.html").is_file()


@pytest.mark.parametrize("day", ["2023-07-01", "2024-02-29", "2025-01-01", "2030-06-30"])
def test_every_day_on_offer_works(day: str, tmp_path: Path) -> None:
    told = cleanbill("demo", "--people", "60", "--today", day, "--out", tmp_path / "out")
    assert told.returncode == 0, told.stderr


def test_json_prints_the_summary_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = cleanbill("demo", "--people", "100", "--json", "--out", out)
    assert json.loads(told.stdout) == json.loads((out / "summary.json").read_text())
    assert told.stderr == ""


def test_follow_ones_own_tables(tables: dict[str, Path], tmp_path: Path) -> None:
    told = follow(tables, tmp_path / "out")
    assert told.returncode == 0, told.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (summary["people"], summary["lines"]) == (2, 20)
    assert summary["worlds"]["today"]["charge_cents"] == 100 * sum(range(1, 21))
    assert "table of cover" in told.stdout


def _row(text: str, number: int, old: str, new: str) -> str:
    lines = text.split("\n")
    assert old in lines[number]
    lines[number] = lines[number].replace(old, new)
    return "\n".join(lines)


BAD = {
    "a missing column": ("claims", CLAIMS.replace("charge_cents", "chrage_cents"), ["claims.csv", "chrage_cents"]),
    "a bad date on row 17": ("claims", _row(CLAIMS, 17, "2025-03-17", "2025-03-77"), ["row 17", "service_date"]),
    "a negative charge": ("claims", _row(CLAIMS, 5, ",500", ",-500"), ["row 5", "charge_cents", "negative"]),
    "an unknown person": (
        "claims",
        _row(CLAIMS, 4, ",A,", ",Z,"),
        ["row 4", "person_id", "not in the table of people"],
    ),
    "an empty file": ("claims", "", ["claims.csv", "empty"]),
    "a header alone": ("claims", CLAIMS.split("\n")[0] + "\n", ["claims.csv", "no rows"]),
    "an unknown benefit": ("claims", _row(CLAIMS, 3, "office", "offices"), ["row 3", "benefit"]),
    "a claim twice": ("claims", CLAIMS + "K1,1,B,2025-03-01,office,100\n", ["row 21", "claim_id"]),
    "a bad birth date": ("people", PEOPLE.replace("1980-01-02", "soon"), ["people.csv, row 1", "birth_date"]),
    "an unknown sex": ("people", PEOPLE.replace(",F,", ",X,"), ["people.csv, row 1", "sex"]),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_told_and_nothing_is_written(fault: str, tables: dict[str, Path], tmp_path: Path) -> None:
    name, text, wanted = BAD[fault]
    tables[name].write_text(text)
    told = follow(tables, tmp_path / "out")
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    for words in wanted:
        assert words in told.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "people.csv"]


def test_a_file_that_is_not_what_its_name_says(tables: dict[str, Path], tmp_path: Path) -> None:
    tables["claims"] = tmp_path / "claims.parquet"
    tables["claims"].write_text(CLAIMS)
    told = follow(tables, tmp_path / "out")
    assert told.returncode == 2
    assert "claims.parquet" in told.stderr


def test_faults_of_all_files_are_told_at_once(tables: dict[str, Path], tmp_path: Path) -> None:
    tables["people"].write_text(PEOPLE.replace(",F,", ",X,"))
    tables["claims"].write_text(_row(CLAIMS, 5, ",500", ",-500"))
    told = follow(tables, tmp_path / "out")
    assert "people.csv, row 1" in told.stderr
    assert "claims.csv, row 5" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["demo", "--people", "0"], "at least 1"),
        (["demo", "--fund", "plenty"], "not an amount"),
        (["demo", "--fund", "-5"], "below zero"),
        (["demo", "--fund", "1.005"], "fraction of a cent"),
        (["demo", "--fund", "inf"], "not an amount"),
        (["demo", "--seed", "-1"], "seed -1 cannot be used"),
        (["demo", "--seed", "170141183460469231731687303715884105728"], "from 0 to"),
        (["demo", "--out", "/proc/cleanbill"], "cannot be written"),
        (["demo", "--today", "31.12.2025"], "2025-12-31"),
        (["demo", "--today", "1999-01-01"], "too early"),
        (["demo", "--price", "0"], "not a price"),
        (["follow"], "--people FILE --claims FILE"),
        (["follow", "folder"], "--from synthea"),
        (["follow", "--from", "fax", "folder"], "not known"),
        (["follow", "--from", "synthea", "no-such-folder"], "no-such-folder"),
        (["claims", "calibrate", "--people", "10"], "too few"),
        (["demo", "--poeple", "10"], "--poeple"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], words: str, tmp_path: Path) -> None:
    told = cleanbill(*arguments, cwd=tmp_path)
    assert told.returncode == 2
    assert words in told.stderr
    assert "Traceback" not in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_broken_law_ends_in_exit_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any) -> None:
    from cleanbill.cli import follow as running  # noqa: PLC0415 (patched before use)
    from cleanbill.cli import main  # noqa: PLC0415 (as above)

    real = running.follow_bills

    def unbalanced(*given: Any, **named: Any) -> Any:
        result = real(*given, **named)
        result.summary["laws"][2]["held"] = False
        return replace(result, summary=result.summary | {"balanced": False})

    monkeypatch.setattr(running, "follow_bills", unbalanced)
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--people", "50", "--out", str(tmp_path / "out")])
    assert ended.value.code == 1
    assert "Law 3 did not hold" in capsys.readouterr().err


def test_the_price_of_debt_is_an_option(tmp_path: Path) -> None:
    told = cleanbill("demo", "--people", "2000", "--price", "5.5", "--json", "--out", tmp_path / "out")
    relief = json.loads(told.stdout)["worlds"]["relief"]
    assert 0 < relief["spent_cents"] <= 160_000
    assert relief["abolished_cents"] / relief["spent_cents"] == pytest.approx(100 / 5.5, rel=0.01)


def test_claims_calibrate_prints_target_beside_achieved() -> None:
    told = cleanbill("claims", "calibrate", "--people", "20000")
    assert told.returncode == 0
    for words in ("target", "achieved", "6,063", "top 1 %"):
        assert words in told.stdout
    rows = json.loads(cleanbill("claims", "calibrate", "--people", "20000", "--json").stdout)
    assert any(row["target"] == 6063 for row in rows)


PROGRAM = str(Path(sys.executable).with_name("cleanbill"))
MODULE = (sys.executable, "-m", "cleanbill")


@pytest.mark.parametrize(
    ("program", "arguments", "code"),
    [
        ((PROGRAM,), ("--help",), 0),
        ((PROGRAM,), ("demo", "--people", "0"), 2),
        (MODULE, ("relief", "holdout"), 2),
        (MODULE, ("statement", "no-such-folder", "--person", "A"), 2),
    ],
)
def test_the_program_itself_ends_and_says_the_same(
    program: tuple[str, ...], arguments: tuple[str, ...], code: int
) -> None:
    """The program is the command that the other tests run in their own process."""
    env = os.environ | {"COLUMNS": "100"}
    ran = subprocess.run([*program, *arguments], capture_output=True, text=True, env=env, check=False)
    here = cleanbill(*arguments)
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, here.stdout, here.stderr)
    assert here.returncode == code

"""`cleanbill relief hold-out` draws who waits, and `relief plan --without` buys nothing of theirs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cleanbill.cli.main import main

HEAD = "holder,account_id,patient_id,current_balance_cents,date_of_service,state,est_income_cents,fpl_bp,birth_date\n"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["relief", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """100 people who qualify with two accounts each, and 20 who earn too much."""
    monkeypatch.chdir(tmp_path)
    rows = [
        f"H,A{n},P{n // 2},{20_000 + n},2025-01-02,{'MA' if n % 4 < 2 else 'MO'},"
        f"{2_000_000 if n < 200 else 90_000_000},{10_000 if n < 200 else 90_000},19{50 + n % 40}-05-06"
        for n in range(240)
    ]
    Path("offer.csv").write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    Path("funds.yaml").write_text("funds: [{id: all, dollars: 10000}]\n", "utf-8")
    return tmp_path


def arms(file: str) -> dict[str, str]:
    with Path(file).open(encoding="utf-8", newline="") as opened:
        return {row["person_id"]: row["arm"] for row in csv.DictReader(opened)}


DRAW = ("hold-out", "--accounts", "offer.csv", "--seed", "7", "--today", "2026-06-01")
PLAN = ("plan", "--accounts", "offer.csv", "--funds", "funds.yaml", "--today", "2026-06-01", "--out", "plan")


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_who_waits_is_drawn_and_nothing_of_theirs_is_bought(offer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*DRAW, "--share", "10", "--out", "arms.csv", "--json") == 0
    made = told(capsys)
    assert (made["people"], made["held_out"], made["relief"], made["drawn_before"]) == (100, 10, 90, 0)
    assert made["detectable_share_bp"] == 4669  # 2.801585 x root of (1/90 + 1/10) / 2 = 0.46693
    assert {row["measure"] for row in made["balance"]} == {"debt", "age", "lives in MA", "lives in MO"}
    assert run(*PLAN, "--without", "arms.csv", "--json") == 0
    planned = told(capsys)
    assert planned["reasons"] == {"held out": 20, "income": 180, "neither": 40}
    assert (planned["qualified"], planned["people_qualified"], planned["people"]) == (180, 90, 90)
    waits = {person for person, arm in arms("arms.csv").items() if arm == "hold-out"}
    with Path("plan/plan.csv").open(encoding="utf-8", newline="") as opened:
        bought = {f"P{int(row['account_id'][1:]) // 2}" for row in csv.DictReader(opened)}
    assert not bought & waits
    assert len(bought) == 90


def test_a_second_draw_keeps_the_first(offer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = Path("offer.csv").read_text("utf-8").splitlines()
    Path("offer.csv").write_text("\n".join(every[:101]) + "\n", "utf-8")  # P0 to P49
    assert run(*DRAW, "--out", "first.csv") == 0
    assert "5 wait, 45 may be relieved (0 drawn before" in " ".join(capsys.readouterr().out.split())
    Path("offer.csv").write_text("\n".join([every[0], *every[51:]]) + "\n", "utf-8")  # P25 and on
    assert run(*DRAW, "--known", "first.csv", "--out", "second.csv", "--json") == 0
    assert told(capsys)["drawn_before"] == 25
    first, second = arms("first.csv"), arms("second.csv")
    assert len(second) == 100
    assert {person: second[person] for person in first} == first
    assert sum(arm == "hold-out" for person, arm in second.items() if person not in first) == 5


def test_the_same_seed_gives_the_same_bytes(offer: Path) -> None:
    for name in ("one.csv", "two.csv"):
        assert run(*DRAW, "--by", "county", "--out", name) == 0
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--share", "60", "--out", "a.csv"), "at most 50 %"),
        (("--by", "zip", "--out", "a.csv"), "by state or county"),
        (("--out", "a.txt"), "no name of a CSV file"),
        (("--known", "none.csv", "--out", "a.csv"), "no such file"),
    ],
)
def test_what_cannot_be_is_told(
    offer: Path, more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*DRAW, *more) == 2
    assert says in " ".join(capsys.readouterr().err.split())
    assert not Path("a.csv").exists()

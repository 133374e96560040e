"""The drive of docs/relief.md: from an empty folder to debts abolished, every command of the page run as it stands."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from cleanbill import records
from cleanbill.cli.main import main
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "relief.md").read_text("utf-8")
GIFTS = """Receipt ID,Date,Amount,Fee,Donor Email,Recipient
AB1,2026-11-01,600.00,0.00,ann@example.org,Mid-Missouri
AB2,2026-11-02,600.00,0.00,bob@example.org,St. Louis
AB3,2026-11-03,400.00,0.00,cy@example.org,Kansas City
"""
HEAD = "holder,account_id,patient_id,current_balance_cents,date_of_service,state,est_income_cents,fpl_bp"


def offered() -> str:
    """400 accounts of 200 people, faces of 50 to 1,250 dollars; every fourth person earns too much."""
    rows = [
        f"Mercy,A{n:04d},P{n // 2},{5_000 + n * 300},2025-03-01,MA,{2_000_000 if n // 2 % 4 else 30_000_000},"
        f"{15_000 if n // 2 % 4 else 90_000}"
        for n in range(400)
    ]
    return "\n".join([HEAD, *rows]) + "\n"


def commands() -> list[list[str]]:
    return [shlex.split(line[2:])[1:] for line in PAGE.splitlines() if line.startswith("$ cleanbill ")]


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def test_the_page_takes_sixteen_hundred_dollars_to_debts_abolished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEANBILL_DATABASE", raising=False)
    Path("gifts.csv").write_text(GIFTS, "utf-8")
    Path("offer.csv").write_text(offered(), "utf-8")
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found
    Path("funds.yaml").write_text(found[1], "utf-8")
    for arguments in commands():
        assert run(arguments) == 0, (arguments, capsys.readouterr().err)
        printed = capsys.readouterr().out
        if arguments[:2] == ["fund", "import"]:
            assert printed in PAGE
    assert run(["relief", "status", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert one["state"] == "abolished"
    assert one["abolished_cents"] == one["face_cents"] >= 15_900_000
    assert 159_900 <= one["price_cents"] <= 160_000
    assert Path("books.beancount").read_text("utf-8").count("Drive") > 3
    assert "ann@example.org" not in "".join(
        path.read_text("utf-8", "ignore") for path in Path("programme").rglob("*") if path.is_file()
    )
    tampered = Path("programme/records.sqlite3").read_bytes()
    assert b"Mercy" in tampered
    assert records.verify(Path("programme/records.sqlite3")).holds


def test_one_person_cannot_do_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEANBILL_DATABASE", raising=False)
    roles = ["--role", "staff", "--role", "prepare", "--role", "approve", "--role", "books"]
    assert run(["relief", "staff", "ann", *roles, "--as", "ann"]) == 0
    Path("gifts.csv").write_text(GIFTS, "utf-8")
    Path("offer.csv").write_text(offered(), "utf-8")
    Path("funds.yaml").write_text('funds: [{id: drive, dollars: "1,600.00"}]\n', "utf-8")
    bid = next(n for n, one in enumerate(commands()) if one[:2] == ["relief", "bid"])
    for arguments in commands()[2 : bid + 1]:
        assert run(arguments) == 0, (arguments, capsys.readouterr().err)
    assert run(["relief", "approve", "drive-1", "bid", "--as", "ann"]) == 2
    assert run(["relief", "abolish", "drive-1", "--as", "ann"]) == 2
    assert "cannot" in capsys.readouterr().err

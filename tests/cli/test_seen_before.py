"""A debt is bought once: offered again by another seller under another number, or twice by one, it is caught."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.letters_drive import HEAD, copied, relief, rows, run, within

OFFERED = ("plan", "--portfolio", "p2", "--funds", "funds.yaml", "--today", "2026-12-01", "--out", "plan-2")


def again(row: int, number: str, account: str, **more: str) -> dict[str, str]:
    """A row of the first file as another holder writes it."""
    return rows()[row] | {"account_id": number, "account": account} | more


def write(path: str, held: list[dict[str, str]]) -> None:
    with Path(path).open("w", encoding="utf-8", newline="") as opened:
        written = csv.DictWriter(opened, HEAD)
        written.writeheader()
        written.writerows(held)


@pytest.fixture(scope="module")
def sold_again(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second seller's file is planned, after the first seller's debts were bought and abolished; to be copied."""
    at = tmp_path_factory.mktemp("again") / "here"
    shutil.copytree(ready, at)
    with within(at):
        _planned_again()
    return at


@pytest.fixture
def seen(sold_again: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the second seller's file came to; its folder is the one to be in."""
    copied(sold_again, tmp_path, monkeypatch)
    return seen_of("plan-2")


def _planned_again() -> None:
    fresh = {"creditor": "Grace Hospital", "current_balance": "77.00", "original balance": "77.00"}
    write("sale-2.csv", [
        again(0, "C1", "A-1", creditor="MERCY, INC."),  # 00A1 of Mercy
        again(1, "C2", "00A2-B"),  # the same but for a last letter
        again(2, "C3", "MH/77-3"),  # the same person, day and balance
        again(3, "C4", "G4", **fresh),
        again(3, "C5", "00-G4", **fresh),  # the row before, under another number of the holder's own
    ])  # fmt: skip
    relief("intake", "sale-2.csv", "--portfolio", "p2", "--holder", "Collector", "--today", "2026-12-01")
    relief("people")
    relief(*OFFERED)


def seen_of(plan: str) -> dict[str, str]:
    with Path(plan, "seen.csv").open(encoding="utf-8") as opened:
        return {row["account_id"]: row["status"] for row in csv.DictReader(opened)}


def bought() -> set[str]:
    with Path("plan-2/plan.csv").open(encoding="utf-8") as opened:
        return {row["account_id"] for row in csv.DictReader(opened)}


def test_each_way_to_offer_a_debt_again_is_caught(seen: dict[str, str]) -> None:
    assert seen == {"C1": "bought", "C2": "alike", "C3": "alike", "C5": "twice"}
    assert bought() == {"C4"}
    told: dict[str, Any] = json.loads(Path("plan-2/summary.json").read_text("utf-8"))
    assert {name: row["accounts"] for name, row in told["screens"].items()} == {
        "owned_before: leave_out": 1, "alike: hold": 2, "stands_twice: leave_out": 1, "judgment: buy_and_do": 1,
        "no_contact: buy_and_do": 2,
    }  # fmt: skip


def test_a_debt_that_is_only_alike_can_be_taken_once_somebody_looked(seen: dict[str, str]) -> None:
    relief(*OFFERED, "--override-screen", "C2", "--override-screen", "C1")
    assert bought() == {"C2", "C4"}, "what is held can be taken; what was bought before cannot"


def test_people_over_all_rounds_are_not_the_sum(seen: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["relief", "people", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["portfolio_id"], one["people"], one["new"]) for one in told["rounds"]] == [("p1", 5, 5), ("p2", 4, 0)]
    assert (told["accounts"], told["people"], told["merged"]) == (11, 5, 0)


def test_people_must_be_resolved_before_a_plan(seen: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    write("sale-3.csv", [again(3, "D1", "D1")])
    relief("intake", "sale-3.csv", "--portfolio", "p3", "--holder", "Other", "--today", "2026-12-02")
    relief("plan", "--portfolio", "p3", "--funds", "funds.yaml", "--out", "plan-3", code=2)
    assert "cleanbill relief people" in " ".join(capsys.readouterr().err.split())
    relief("plan", "--portfolio", "nobody", "--funds", "funds.yaml", "--out", "plan-3", code=2)
    relief("plan", "--funds", "funds.yaml", "--out", "plan-3", code=2)


def test_a_file_and_its_correction_are_not_planned_together(
    seen: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    write("sale-4.csv", [again(3, "C4", "G4", creditor="Grace Hospital", current_balance="70.00")])
    relief("intake", "sale-4.csv", "--portfolio", "p4", "--holder", "Collector", "--today", "2026-12-02")
    relief("people")
    capsys.readouterr()
    relief(*OFFERED, "--portfolio", "p4", code=2)
    said = " ".join(capsys.readouterr().err.split())
    assert "p2 and p4 both have 1 accounts of Collector under the same numbers" in said


def test_what_a_corrected_file_dropped_is_no_longer_its_holders(
    seen: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """C4 of the Collector is G4; the corrected file has it no more, and Other may sell it."""
    fresh = {"creditor": "Grace Hospital", "current_balance": "80.00", "original balance": "80.00"}
    write("sale-4.csv", [again(3, "C9", "G9", **fresh | {"original balance": "90.00"})])
    write("sale-5.csv", [again(3, "D4", "G4", **fresh), again(0, "D1", "A-1", creditor="MERCY, INC.")])
    take_in = ("intake", "sale-4.csv", "--portfolio", "p4", "--today", "2026-12-02", "--replaces", "p2")
    relief(*take_in, "--holder", "Other", code=2)
    assert "p2 is of Collector, not of Other" in " ".join(capsys.readouterr().err.split())
    relief("intake", "sale-5.csv", "--portfolio", "p5", "--holder", "Other", "--today", "2026-12-02")
    relief("people")
    five = ("plan", "--portfolio", "p5", "--funds", "funds.yaml", "--today", "2026-12-02", "--out", "plan-5")
    relief(*five)
    assert seen_of("plan-5") == {"D1": "bought", "D4": "two holders"}
    relief(*take_in, "--holder", "Collector")
    relief("people")
    relief(*five)
    assert seen_of("plan-5") == {"D1": "bought"}, "what was bought of the file before stays bought"
    for again_offered in (OFFERED, ("offer", "drive-2", "--portfolio", "p2", "--as", "ann")):
        relief(*again_offered, code=2)
        assert "p4 corrects p2, which is no longer on offer" in " ".join(capsys.readouterr().err.split())


def test_what_was_named_by_a_slip_of_the_pen_is_told(seen: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for option, name in (("--whole", "p9"), ("--override-screen", "C9")):
        relief(*OFFERED, option, name, code=2)
        assert f"{option} {name} is nothing that is on offer" in " ".join(capsys.readouterr().err.split())
    write("sale-5.csv", [again(3, "C2", "H7", creditor="Grace Hospital", current_balance="70.00")])
    relief("intake", "sale-5.csv", "--portfolio", "p5", "--holder", "Other", "--today", "2026-12-02")
    relief("people")
    relief(*OFFERED, "--portfolio", "p5", "--override-screen", "C2", code=2)
    assert "two holders" in capsys.readouterr().err


def test_a_portfolio_without_an_account_is_told(seen: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    write("sale-6.csv", [again(3, "D1", "D1", current_balance="0.00")])
    relief("intake", "sale-6.csv", "--portfolio", "p6", "--holder", "Other", "--today", "2026-12-02")
    relief("people")
    relief("plan", "--portfolio", "p6", "--funds", "funds.yaml", "--out", "plan-6", code=2)
    assert "No account of p6 was accepted" in " ".join(capsys.readouterr().err.split())

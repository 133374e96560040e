"""One plan over the files of two sellers, each bought in a purchase of its own; one letter a person in each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.letters_drive import BEFORE, copied, files, given, relief, rows, run, taken_in, within
from tests.cli.test_seen_before import write

ANOTHER = {"creditor": "Grace Hospital", "current_balance": "90.00", "original balance": "90.00"}


@pytest.fixture(scope="module")
def planned_over_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A programme with one plan over two sellers' files, to be copied."""
    at = tmp_path_factory.mktemp("two")
    with within(at):
        _planned()
    return at


@pytest.fixture(autouse=True)
def here(planned_over_two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is the folder to be in."""
    return copied(planned_over_two, tmp_path, monkeypatch)


def _planned() -> None:
    files(Path())
    taken_in()
    # the first two people owe another hospital too, under its own numbers; one number is the first seller's as well
    write("sale-2.csv", [rows()[0] | ANOTHER | {"account_id": "A1", "account": "G1"},
                         rows()[1] | ANOTHER | {"account_id": "B2", "account": "G2"}])  # fmt: skip
    relief("intake", "sale-2.csv", "--portfolio", "p2", "--holder", "Grace", "--today", "2026-11-24")
    for step in BEFORE[:2]:
        relief(*step)
    given()
    for step in BEFORE[2:5]:
        relief(*step)
    for kind in ("BAA", "PSA"):
        relief(
            "agree", f"{kind.lower()}-2", "--holder", "Grace", "--kind", kind, "--since", "2026-11-01", "--as", "ann"
        )
    for purchase, portfolio in (("p1", "p1"), ("p2", "p2")):
        relief("offer", purchase, "--portfolio", portfolio, "--as", "ann")
    relief("plan", "--portfolio", "p1", "--portfolio", "p2", "--funds", "funds.yaml", "--today", "2026-11-24", "--out",
           "plan")  # fmt: skip


def test_each_seller_s_part_of_a_plan_is_bought_in_its_own_purchase(capsys: pytest.CaptureFixture[str]) -> None:
    for purchase, file in (("p1", "sale.csv"), ("p2", "sale-2.csv")):
        psa = "psa-1" if purchase == "p1" else "psa-2"
        relief("bid", purchase, "--plan", "plan", "--as", "ann")
        relief("approve", purchase, "bid", "--as", "bob")
        relief("own", purchase, "--agreement", psa, "--file", "sale-2.csv" if purchase == "p1" else "sale.csv",
               "--as", "ann", code=2)  # fmt: skip
        relief("own", purchase, "--agreement", psa, "--file", file, "--as", "ann")
        relief("abolish", purchase, "--as", "ann")
        relief("approve", purchase, "abolition", "--as", "bob")
    capsys.readouterr()
    assert run(["relief", "status", "--json"]) == 0
    told = {one["purchase_id"]: one for one in json.loads(capsys.readouterr().out)}
    assert (told["p1"]["accounts"], told["p1"]["abolished_cents"]) == (6, 155_000)
    assert (told["p2"]["accounts"], told["p2"]["abolished_cents"]) == (2, 18_000)
    assert run(["relief", "report", "--kind", "public", "--out", "report", "--json"]) == 0
    assert "Grace" not in Path("report/report.html").read_text("utf-8")
    # whole: planning again finds nothing that was not bought
    relief("plan", "--portfolio", "p1", "--portfolio", "p2", "--funds", "funds.yaml", "--out", "plan-2")
    assert json.loads(Path("plan-2/summary.json").read_text("utf-8"))["accounts"] == 0


@pytest.mark.parametrize(("was", "made"), [("p2,Grace", "p1,Grace"), (",drive,", ",another,"), (",100\n", ",1\n")])
def test_a_plan_that_was_changed_by_hand_is_not_bid_for(
    capsys: pytest.CaptureFixture[str], was: str, made: str
) -> None:
    text = Path("plan/plan.csv").read_text("utf-8")
    assert was in text
    Path("plan/plan.csv").write_text(text.replace(was, made), "utf-8")
    relief("bid", "p1", "--plan", "plan", "--as", "ann", code=2)
    assert "was changed after it was planned" in " ".join(capsys.readouterr().err.split())

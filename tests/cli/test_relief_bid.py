"""A bid is for the very plan that was made, and screened again: neither a changed line nor an old plan buys."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleanbill.acts.office import open_office
from cleanbill.relief.people import owing
from tests.cli.letters_drive import BEFORE, copied, relief, rows, run
from tests.cli.test_seen_before import write

PLAN, BID = BEFORE[6], BEFORE[7]


@pytest.fixture
def offered(planned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portfolio of six accounts, planned and not bid for yet."""
    return copied(planned, tmp_path, monkeypatch)


def lines(at: Path, change: Callable[[str], str]) -> None:
    path = at / "plan" / "plan.csv"
    path.write_text(change(path.read_text("utf-8")), "utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",100\n", ",1\n", 1),
        lambda text: text.replace(",drive,", ",other,", 1),
        lambda text: text.replace(",10000,", ",100.00,", 1),
        lambda text: text.rsplit("\n", 2)[0] + "\n",
        lambda text: "",
    ],
)
def test_a_line_changed_by_hand_is_not_bid_for(
    offered: Path, change: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (offered / "plan" / "plan.csv").read_text("utf-8")
    lines(offered, change)
    assert before != (offered / "plan" / "plan.csv").read_text("utf-8")
    relief(*BID, code=2)
    assert "was changed after it was planned" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("key", ["portfolios", "programme", "override_screens", "plan_sha256", "seal", ""])
def test_a_folder_that_lacks_something_of_a_plan_is_none(
    offered: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = offered / "plan" / "summary.json"
    told = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({name: one for name, one in told.items() if name != key} if key else []), "utf-8")
    relief(*BID, code=2)
    assert "is no folder of" in capsys.readouterr().err


@pytest.mark.parametrize(("key", "value"), [("price_bp", 1), ("programme", "toledo"), ("override_screens", ["A1"])])
def test_a_summary_changed_by_hand_is_not_bid_for(
    offered: Path, key: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else whoever prepares a plan could say that everybody qualified, at a price of their own."""
    path = offered / "plan" / "summary.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {key: value}), "utf-8")
    relief(*BID, code=2)
    assert "was changed after it was planned" in " ".join(capsys.readouterr().err.split())


def test_a_debt_that_another_seller_offers_since_the_plan_is_not_bid_for(
    offered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("sale-2.csv", [rows()[0] | {"account_id": "X1"}])
    relief("intake", "sale-2.csv", "--portfolio", "p2", "--holder", "Collector", "--today", "2026-11-24")
    relief("people")
    relief(*BID, code=2)
    said = " ".join(capsys.readouterr().err.split())
    assert "1 accounts of the plan may not be bought on 2026-11-24: two holders 1. Plan anew" in said
    relief(*PLAN, "--override-screen", "A1")
    relief(*BID)


def test_a_report_counts_the_people_of_the_portfolio_that_was_bought(offered: Path) -> None:
    """The same holder's same number in a later file may be somebody else's."""
    for step in BEFORE[7:]:
        relief(*step)
    write(
        "sale-2.csv",
        [rows()[3] | {"account_id": "A1", "account": "Z1", "state": "CT", "zip": "06101", "city": "Hartford"}],
    )
    relief("intake", "sale-2.csv", "--portfolio", "p2", "--holder", "Mercy", "--today", "2026-11-24")
    relief("people")
    with open_office(Path("programme")) as office:
        bought = {("Mercy", one.account_id): "p1" for one in office.store.accounts("p1") if one.owned_on}
    known = owing(Path("programme"), bought)
    assert known is not None
    assert known.keys() == bought.keys()
    assert {one.state for one in known.values()} == {"MA"}
    relief("offer", "d2", "--portfolio", "p2", "--as", "ann")
    assert run(["relief", "report", "--kind", "public", "--today", "2026-11-24", "--out", "report"]) == 0
    assert "CT" not in Path("report/places.csv").read_text("utf-8")


def test_a_seller_recalls_within_the_days_agreed(offered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for step in BEFORE[7:9]:
        relief(*step)
    days = ("--since", "2026-11-01", "--recall-days", "30", "--as", "ann")
    relief("agree", "psa-30", "--holder", "Mercy", "--kind", "PSA", *days)
    relief("own", "p1", "--agreement", "psa-30", "--file", "sale.csv", "--as", "ann")
    capsys.readouterr()
    late = ("--as", "ann", "--at", "2026-12-20T12:00:00+00:00")
    relief("recall", "p1", "--line", "1", "--reason", "paid", *late)
    assert "it went back" in capsys.readouterr().out
    relief("agree", "x", "--holder", "Mercy", "--kind", "PSB", *days, code=2)
    assert "Name one of NDA, BAA, PSA" in " ".join(capsys.readouterr().err.split())


def test_a_programme_that_is_none_is_told_beside_those_there_are(
    offered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    relief(*PLAN, "--programme", "nobody", code=2)
    said = " ".join(capsys.readouterr().err.split())
    assert "nobody: there is no programme of this name. The programmes that ship: arizona, " in said
    assert "us/" not in said

"""`cleanbill fund bind`, and a bid that is approved by the schedule that was looked at."""

from __future__ import annotations

import csv
import hashlib
import json
import stat
from pathlib import Path

import pytest

from cleanbill.relief.round.bid import summary_seal
from cleanbill.vault import Keyring
from tests.cli.letters_drive import AT, BEFORE, bound, copied, relief, run

PLAN = ("plan", "--portfolio", "p1", "--today", "2026-11-24", "--out", "plan")
BID, APPROVE = BEFORE[7], BEFORE[8]
TIGHT = 'funds: [{id: drive, dollars: "9.00", ladder: [{level: state, codes: [MA]}], spend_by: 2026-12-31}]\n'


@pytest.fixture
def offered(on_offer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portfolio of six accounts, offered, and a fund of 100 dollars that is bound to spend no more."""
    return copied(on_offer, tmp_path, monkeypatch)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr()
    return " ".join((told.out + told.err).split())


def test_a_fund_is_spent_only_by_the_terms_in_force(offered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    relief(*PLAN)  # without a file: by the terms in force
    (offered / "funds.yaml").write_text(TIGHT, "utf-8")
    bound()
    capsys.readouterr()
    relief(*BID, code=2)
    told = said(capsys)
    assert "under other terms of fund drive than those in force: it has dollars $100.00, not $9.00; ladder" in told
    assert "ladder spent anywhere, not spent in state MA" in told
    assert "spend_by any day, not 2026-12-31" in told
    relief(*PLAN)
    assert json.loads(Path("plan/summary.json").read_text("utf-8"))["spent_cents"] <= 900
    relief(*BID)
    capsys.readouterr()
    assert run(["fund", "show", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["terms"]["version"], one["terms"]["dollars_cents"], one["proposed"]) == (2, 900, None)
    assert run(["fund", "show"]) == 0
    assert "drive, version 2, by ann and bob on 2026-11-24: $9.00 in all, spent in state MA" in said(capsys)


def test_a_file_of_looser_terms_binds_nothing(offered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (offered / "funds.yaml").write_text('funds: [{id: drive, dollars: "500.00"}]\n', "utf-8")
    relief(*PLAN, "--funds", "funds.yaml")
    relief(*BID, code=2)
    assert "it has dollars $500.00, not $100.00" in said(capsys)
    assert run(["fund", "bind", "funds.yaml", "--as", "ann", *AT]) == 0
    assert run(["fund", "bind", "--approve", "drive", "--version", "2", "--as", "ann", *AT]) == 2
    assert run(["fund", "bind", "funds.yaml", "--approve", "drive", "--as", "bob", *AT]) == 2
    assert run(["fund", "bind", "--approve", "drive", "--as", "bob", *AT]) == 2
    assert "the version that you looked at" in said(capsys)
    assert run(["fund", "bind", "--approve", "drive", "--version", "1", "--as", "bob", *AT]) == 0, "it is in force"
    assert run(["fund", "bind", "--approve", "drive", "--version", "3", "--as", "bob", *AT]) == 2
    assert "version 2 waits" in said(capsys)
    assert run(["fund", "bind", "--decline", "drive", "--version", "2", "--as", "bob", *AT]) == 0
    for purpose, wrong in (("{kinds: [judgement]}", "Did you mean judgment"), ("[judgment]", "each a list")):
        (offered / "funds.yaml").write_text(f"funds: [{{id: drive, dollars: 5, purpose: {purpose}}}]\n", "utf-8")
        capsys.readouterr()
        assert run(["fund", "bind", "funds.yaml", "--as", "ann", *AT]) == 2
        assert wrong in said(capsys)


def test_a_fund_for_judgments_buys_nothing_else(offered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of six accounts a court has ruled on A2, 200 dollars at a cent on the dollar."""
    purpose = 'purpose: {creditors: ["MERCY, INC."], kinds: [judgment]}'
    (offered / "funds.yaml").write_text(f'funds: [{{id: drive, dollars: "100.00", {purpose}}}]\n', "utf-8")
    relief(*PLAN)  # by terms without a purpose
    bound()
    capsys.readouterr()
    relief(*BID, code=2)
    assert "purpose any debt, not for debts on which a court has ruled" in said(capsys)
    relief(*PLAN)
    with Path("plan/plan.csv").open(encoding="utf-8") as opened:
        assert [(row["account_id"], row["price_cents"]) for row in csv.DictReader(opened)] == [("A2", "200")]
    relief(*BID)


def test_a_bid_is_approved_by_the_hash_of_its_schedule(offered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    relief(*PLAN)
    capsys.readouterr()
    relief(*BID, "--out", "for-bob.csv")
    schedule = Path("for-bob.csv").read_bytes()
    right = hashlib.sha256(schedule).hexdigest()
    told = said(capsys)
    assert right in told
    assert "drive: 6 accounts of $1,550.00 for $15.50" in told
    rows = list(csv.DictReader(schedule.decode().splitlines()))
    assert list(rows[0]) == [
        "line", "portfolio", "holder", "account_id", "fund_id", "face_cents", "price_cents", "judgment"
    ]  # fmt: skip
    assert sum(int(row["price_cents"]) for row in rows) == 1_550
    assert run(["relief", "status"]) == 0
    assert f"the schedule of the bid that waits has SHA-256 {right}" in said(capsys)
    assert run(["relief", *APPROVE, *AT]) == 2
    assert "sha256sum" in said(capsys)
    other = hashlib.sha256(schedule.replace(b",drive,", b",other,", 1)).hexdigest()
    relief(*APPROVE, "--sha256", other, code=2)
    assert "not the one you looked at" in said(capsys)
    relief(*APPROVE, "--sha256", f"{right.upper()}  for-bob.csv")


def test_a_bid_that_is_repeated_or_written_over_another_file_says_so(
    offered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    relief(*PLAN)
    before = (offered / "sale.csv").read_bytes()
    relief(*BID, "--out", "sale.csv", code=2)
    assert "sale.csv is no schedule of a bid, and would be lost" in said(capsys)
    assert (offered / "sale.csv").read_bytes() == before
    relief(*BID)
    relief(*BID)  # the same again, while it waits
    schedule = Path("programme/p1-bid.csv").read_bytes()
    relief(*APPROVE, "--sha256", hashlib.sha256(schedule).hexdigest())
    capsys.readouterr()
    relief(*BID, code=2)
    assert "Nothing is proposed: p1 stands at bid" in said(capsys)
    assert Path("programme/p1-bid.csv").read_bytes() == schedule


def test_prices_that_were_edited_do_not_pass_though_the_plan_s_hash_was_made_anew(
    offered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    relief(*PLAN)
    plan, summary = Path("plan/plan.csv"), Path("plan/summary.json")
    plan.write_text(plan.read_text("utf-8").replace(",100\n", ",99\n", 1), "utf-8")
    told = json.loads(summary.read_text("utf-8"))
    told["plan_sha256"] = hashlib.sha256(plan.read_bytes()).hexdigest()
    summary.write_text(json.dumps(told), "utf-8")
    relief(*BID, code=2)
    assert "plan was changed after it was planned" in said(capsys)
    told["seal"] = summary_seal(told, Keyring(Path("programme/keys")).hashing_key())
    summary.write_text(json.dumps(told), "utf-8")
    relief(*BID, code=2)
    assert "neither the seller's nor by the plan's rule" in said(capsys)


def test_a_plan_s_folder_is_its_owner_s(offered: Path) -> None:
    relief(*PLAN)
    assert run(["relief", "value", "--portfolio", "p1", "--today", "2026-11-24", "--out", "value"]) == 0
    assert [stat.S_IMODE(Path(name).stat().st_mode) for name in ("plan", "value")] == [0o700] * 2


@pytest.mark.parametrize(
    "asked",
    [["relief", "status"], ["fund", "show"], ["relief", "bid", "p1", "--plan", "plan", "--as", "ann"],
     ["fund", "export", "--to", "books"], ["relief", "plan", "--portfolio", "p1"],
     ["relief", "report", "--kind", "public"]],
)  # fmt: skip
def test_a_store_that_is_not_there_is_not_begun_by_looking(
    planned: Path, asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(planned, tmp_path, monkeypatch)
    assert run([*asked, "--store", "typo"]) == 2
    assert "There is no programme in typo. Name its folder with --store, or begin one there" in said(capsys)
    assert not Path("typo").exists()


def test_a_portfolio_whose_key_was_destroyed_is_not_offered(offered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Keyring(Path("programme/keys")).drop("p1")
    relief("offer", "p9", "--portfolio", "p1", "--as", "ann", code=2)
    assert "was destroyed" in said(capsys)


def test_a_bid_on_a_file_that_was_corrected_since_is_neither_approved_nor_bought(
    offered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    relief(*PLAN)
    relief(*BID)
    corrected = ("intake", "sale.csv", "--holder", "Mercy", "--today", "2026-11-24", "--replaces")
    text = (offered / "sale.csv").read_text("utf-8")
    (offered / "corrected.csv").write_text(text.replace("300.00", "290.00"), "utf-8")
    correct = (corrected[0], "corrected.csv", *corrected[2:], "p1", "--portfolio", "p2")
    relief(*correct, code=2)
    assert "p1 was offered, and is no longer once its file is corrected" in said(capsys)
    relief(*correct, "--as", "ann")
    capsys.readouterr()
    relief("approve", "p1", "bid", "--as", "bob", code=2)
    assert "p2 corrects p1, which is no longer on offer" in said(capsys)
    relief("own", "p1", "--agreement", "psa-1", "--file", "sale.csv", "--as", "ann", code=2)
    assert "p2 corrects p1, which is no longer on offer" in said(capsys)

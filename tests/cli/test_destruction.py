"""A portfolio's data destroyed by the commands: by two people, on record, certified; and all else goes on."""

from __future__ import annotations

import csv
import json
import random
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleanbill import records
from cleanbill.vault import Keyring, personal_files
from tests.cli.letters_drive import FUNDS, HEAD, drawn_codes, relief, rows, run

FOLDER, CERTIFICATE = Path("programme/portfolios/p1"), Path("programme/certificates/p1.json")
ASK, APPROVE = ("destroy", "p1", "--as", "ann"), ("destroy", "p1", "--approve", "--as", "bob")
BORN, TODAY = "1980-02-13", "2026-11-24"


@pytest.fixture(scope="session")
def closed(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programme to its end: letters are out, the purchase is closed."""
    at = tmp_path_factory.mktemp("closed") / "here"
    shutil.copytree(ready, at)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(at)
        patch.delenv("CLEANBILL_DATABASE", raising=False)
        patch.delenv("CLEANBILL_MASTER_KEY", raising=False)
        patch.setattr(secrets, "randbelow", random.Random(7).randrange)
        relief("letters", "p1", "--sender", "sender.yaml", "--as", "ann")
        relief("approve", "p1", "mailing", "--as", "bob")
        relief("mailed", "p1", "--as", "ann")
        relief("satisfaction", "p1", "--line", "2", "--as", "ann")
        relief("close", "p1", "--as", "ann")
    return at


@pytest.fixture(autouse=True)
def here(closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(closed, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("CLEANBILL_DATABASE", raising=False)
    monkeypatch.delenv("CLEANBILL_MASTER_KEY", raising=False)
    return tmp_path / "here"


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command prints, its errors too, in one line."""
    capsys.readouterr()
    relief(*arguments, code=code)
    told = capsys.readouterr()
    return " ".join((told.out + told.err).split())


def offered_again() -> None:
    """Another seller offers a debt that was bought, under its own number, and one that was never seen."""
    bought, *_ = rows()
    again = bought | {"account_id": "C77", "account": "A-1", "creditor": "MERCY"}
    new = bought | {"account_id": "C78", "account": "00B7", "date_of_service": "2025-09-09", "current_balance": "70.00",
                    "original balance": "70.00"}  # fmt: skip
    with Path("again.csv").open("w", encoding="utf-8", newline="") as opened:
        written = csv.DictWriter(opened, HEAD)
        written.writeheader()
        written.writerows([again, new])
    relief("intake", "again.csv", "--portfolio", "c1", "--holder", "Collector", "--mapping", "mapping.yaml", "--today",
           TODAY)  # fmt: skip
    relief("people")
    relief("plan", "--portfolio", "c1", "--funds", "funds.yaml", "--today", TODAY, "--out", "plan-c")


def ids() -> list[tuple[str, int, str]]:
    import pyarrow.parquet as pq  # noqa: PLC0415

    held = pq.read_table("programme/registry/people.parquet").to_pylist()
    return [(one["portfolio_id"], one["source_row"], one["person_id"]) for one in held if one["portfolio_id"] == "p1"]


def test_two_people_destroy_it_and_a_debt_that_was_bought_is_still_caught(capsys: pytest.CaptureFixture[str]) -> None:
    Path("funds.yaml").write_text(FUNDS, "utf-8")
    people = ids()
    assert "Nothing is destroyed yet" in said(capsys, *ASK)
    assert FOLDER.joinpath("identity.parquet").exists()
    assert "ann has not the role 'approve'" in said(capsys, "destroy", "p1", "--approve", "--as", "ann", code=2)
    assert "nor any of its" not in said(capsys, *APPROVE)
    assert {path.name for path in FOLDER.iterdir()} == {
        ".cleanbill", "debts.parquet", "mapping.yaml", "quality.csv", "quality.json", "specimen-p1-en.pdf",
        "specimen-p1-es.pdf",
    }  # fmt: skip
    assert personal_files(FOLDER) == []
    certificate = json.loads(CERTIFICATE.read_text("utf-8"))
    assert set(certificate["unsealed"]) == {
        "accepted.parquet", "quarantined.parquet", "rejected.parquet", "held-p1.csv"
    }  # fmt: skip
    assert {name.partition("-")[0] for name in certificate["sealed"]} == {"identity.parquet", "letters"}
    assert certificate["agreement_id"] == "psa-1"
    held = f"p1 was destroyed at {TODAY}T12:00:00+00:00: asked by ann, approved by bob."
    assert held in said(capsys, "certificate", str(CERTIFICATE))
    assert "was destroyed" in said(capsys, "plan", "--portfolio", "p1", "--funds", "funds.yaml", code=2)
    offered_again()
    assert ids() == people
    assert Path("plan-c/seen.csv").read_text("utf-8").splitlines()[1:] == ["Collector,C77,bought,"]
    assert [line.split(",")[2] for line in Path("plan-c/plan.csv").read_text("utf-8").splitlines()[1:]] == ["C78"]


def test_what_another_asked_for_may_be_declined(capsys: pytest.CaptureFixture[str]) -> None:
    decline = ("destroy", "p1", "--decline", "--as", "bob")
    relief(*ASK)
    assert "Say why" in said(capsys, *decline, code=2)
    assert "Either" in said(capsys, *decline, "--approve", "--reason", "a suit", code=2)
    assert "with --decline" in said(capsys, *APPROVE, "--reason", "a suit", code=2)
    assert "the data of p1 stays" in said(capsys, *decline, "--reason", "a suit is pending")
    assert "a suit is pending. Ask anew first" in said(capsys, *APPROVE, code=2)
    assert FOLDER.joinpath("identity.parquet").exists()
    (row,) = json.loads(said(capsys, "due", "--today", TODAY, "--json"))
    assert (row["declined_by"], row["declined_why"]) == ("bob", "a suit is pending")
    assert "bob declined to destroy it" in said(capsys, "due", "--today", TODAY)
    relief(*ASK)
    relief(*APPROVE)
    assert "was destroyed" in said(capsys, *ASK)
    relief("audit")


def test_all_else_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    status = said(capsys, "status", "--json")
    relief(*ASK)
    relief(*APPROVE)
    assert said(capsys, "status", "--json") == status
    assert said(capsys, "check", "--code", drawn_codes()[0], "--birth-date", BORN) == "real"
    told = json.loads(said(capsys, "people", "--json"))
    assert [one["portfolio_id"] for one in told["rounds"]] == ["p1"]
    relief("report", "--kind", "public", "--today", TODAY, "--out", "report")
    assert run(["fund", "export", "--to", "books.beancount"]) == 0
    relief("audit")
    for arguments in (("print", "p1", "--to", "out"), ("bureau", "p1", "--out", "deletions.txt")):
        assert "was destroyed" in said(capsys, *arguments, "--as", "ann", code=2)
    assert "Take the seller's file in anew" in said(capsys, "offer", "p2", "--portfolio", "p1", "--as", "ann", code=2)
    assert "Give the new one a name of its own" in said(
        capsys, "intake", "sale.csv", "--portfolio", "p1", "--holder", "Mercy", "--mapping", "mapping.yaml", code=2
    )
    assert "was destroyed on 2026-11-24" in said(capsys, *ASK)


def test_the_clock(capsys: pytest.CaptureFixture[str]) -> None:
    def due(*arguments: str) -> list[dict[str, object]]:
        told: list[dict[str, object]] = json.loads(said(capsys, "due", "--json", *arguments))
        return told

    # closed on 2026-11-24, to be kept for 2190 days: 2192 to 2032-11-24, two of them leap days
    (one,) = due("--today", "2032-11-20")
    assert (one["agreement_id"], one["destroy_by"], one["days_left"]) == ("psa-1", "2032-11-22", 2)
    assert due("--today", "2032-11-20", "--within", "1") == []
    assert [each["days_left"] for each in due("--today", "2032-11-25", "--within", "0")] == [-3]
    assert "3 over" in said(capsys, "due", "--today", "2032-11-25")
    assert "Nothing is due within 9 days" in said(capsys, "due", "--today", TODAY, "--within", "9")
    shutil.copy("sale.csv", "other.csv")
    relief("intake", "other.csv", "--portfolio", "p2", "--holder", "Grace", "--mapping", "mapping.yaml", "--today",
           TODAY)  # fmt: skip
    assert [each["portfolio_id"] for each in due("--today", TODAY)] == ["p1", "p2"]
    assert "no agreement names a term" in said(capsys, "due", "--today", TODAY)
    relief("offer", "g1", "--portfolio", "p2", "--as", "ann")
    assert "open: g1" in said(capsys, "due", "--today", TODAY)
    relief(*ASK)
    assert "ann asked to destroy it" in said(capsys, "due", "--today", TODAY)
    relief(*APPROVE)
    assert "destroyed on 2026-11-24" in said(capsys, "due", "--today", "2032-11-25")
    assert due("--today", "2032-11-25", "--within", "0") == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("destroy", "p1", "--approve", "--as", "bob"), "Nobody asked to destroy portfolio p1"),
        (("destroy", "p9", "--as", "ann"), "There is no portfolio p9"),
        (("destroy", "p1", "--as", "bob"), "bob has not the role 'prepare'"),
        (("certificate", "sale.csv"), "not a certificate"),
        (("certificate", "none.json"), "cannot be read"),
    ],
)
def test_errors_say_what_to_do(arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert says in said(capsys, *arguments, code=2)
    assert Keyring(Path("programme/keys")).key("p1")


def test_while_a_purchase_is_open_it_says_what_is_next(capsys: pytest.CaptureFixture[str]) -> None:
    relief("offer", "p2", "--portfolio", "p1", "--as", "ann")
    told = said(capsys, *ASK, code=2)
    assert "Purchase p2 of portfolio p1 is offered" in told
    assert "`cleanbill relief bid p2` (ann), or `cleanbill relief withdraw p2`" in told


def test_with_another_master_key_nothing_is_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    relief(*ASK)
    monkeypatch.setenv("CLEANBILL_MASTER_KEY", "A" * 43 + "=")
    relief(*APPROVE, code=2)
    store = records.Store.open(Path("programme"))
    (one,) = store.destructions()
    store.close()
    assert (one.approved_by, CERTIFICATE.exists()) == ("", False)


def test_a_certificate_is_held_against_what_is_here_and_on_record(capsys: pytest.CaptureFixture[str]) -> None:
    copy = (FOLDER / "identity.parquet").read_bytes()
    relief(*ASK)
    relief(*APPROVE)
    (FOLDER / "identity.parquet").write_bytes(copy)
    assert "identity.parquet of p1 is still here" in said(capsys, "certificate", str(CERTIFICATE), code=1)
    Path("programme/keys/p1.key").write_bytes(b"x")
    assert "the key of p1 is still here" in said(capsys, "certificate", str(CERTIFICATE), code=1)
    relief(*APPROVE)
    relief("certificate", str(CERTIFICATE))
    text = CERTIFICATE.read_text("utf-8")
    Path("other.json").write_text(text.replace('"ann"', '"eve"'), "utf-8")
    assert "the records certify another text" in said(capsys, "certificate", "other.json", code=1)
    assert "There is no programme in ." in said(capsys, "certificate", str(CERTIFICATE), "--store", ".", code=2)
    assert "There is no folder none" in said(capsys, "certificate", str(CERTIFICATE), "--store", "none", code=2)


def test_a_certificate_of_others_destroys_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    relief(*ASK)
    CERTIFICATE.parent.mkdir()
    shutil.copytree("programme", "aside/programme")
    relief("destroy", "p1", "--approve", "--as", "bob", "--store", "aside/programme")
    text = Path("aside/programme/certificates/p1.json").read_text("utf-8")
    CERTIFICATE.write_text(text.replace('"bob"', '"eve"'), "utf-8")
    assert "not what is to be done" in said(capsys, *APPROVE, code=2)
    assert Keyring(Path("programme/keys")).key("p1")


def test_killed_at_every_point_it_ends_whole(here: Path, root: Path) -> None:
    relief(*ASK)
    command = [sys.executable, "-m", "tests.cli.destruction_crash", str(here)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout)
    assert told["killed"] == told["lawful"] == told["whole"] == told["points"] >= 15

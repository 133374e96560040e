"""Letters by the commands, from debts abolished to the post and back: sealed, approved by two, never two live codes."""

from __future__ import annotations

import json
import random
import secrets
import shutil
import signal
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from cleanbill import records
from cleanbill.vault import Keyring, personal_files, read_bundle
from tests.cli.letters_drive import AT, PERSON, TURN, drawn_codes, relief, run

MAKE = ("letters", "p1", "--sender", "sender.yaml", "--as", "ann")
BORN = "1980-02-13"
FOLDER = Path("programme/portfolios/p1")


@pytest.fixture(autouse=True)
def here(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ready, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("CLEANBILL_DATABASE", raising=False)
    monkeypatch.delenv("CLEANBILL_MASTER_KEY", raising=False)
    return tmp_path / "here"


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes that will be drawn: of the people of rows 1, 2 and 3, and those after."""
    monkeypatch.setattr(secrets, "randbelow", random.Random(7).randrange)
    return drawn_codes()


def mailed() -> None:
    relief(*MAKE)
    relief("approve", "p1", "mailing", "--as", "bob")
    relief("mailed", "p1", "--as", "ann")


def asked(code: str, born: str, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    relief("check", "--code", code, "--birth-date", born)
    return capsys.readouterr().out.strip()


def test_a_check_asks_for_what_is_left_out(
    codes: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mailed()
    capsys.readouterr()
    for typed, given, ends in (
        (f"{codes[0]}\n{BORN}\n", (), "real"),
        (f"{BORN}\n", ("--code", codes[0]), "real"),
        (f"{codes[0]}\n", ("--birth-date", BORN), "real"),
        (f"{codes[0]}\n02118\n", (), "not confirmed"),
        (f"{codes[0]}\n", ("--zip", "02118"), "not confirmed"),
    ):
        monkeypatch.setattr("sys.stdin", StringIO(typed))
        relief("check", *given)
        assert capsys.readouterr().out.endswith(f"{ends}\n")
    monkeypatch.setattr("sys.stdin", StringIO(f"{codes[0]}\nten of May\n"))
    relief("check", code=2)
    told = capsys.readouterr().err
    assert "is not a day" in told
    assert "May" not in told.replace("1980-05-06", "")


def standing() -> list[str]:
    with_store = records.Store.open(Path("programme"))
    try:
        return [one.contents_sha256[:32] for one in with_store.proposals("p1") if one.kind == "mailing"]
    finally:
        with_store.close()


def test_from_letters_to_the_post_and_back_to_the_end(codes: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    relief(*MAKE)
    told = capsys.readouterr().out
    assert "3 letters of p1 (2 en, 1 es)" in told
    assert "1 held: has asked not to be contacted about this debt" in told
    assert set((FOLDER / "held-p1.csv").read_text().split()) == {
        "person_id,reason", f"{PERSON[4]},silence", f"{PERSON[5]},confidential_address"
    }  # fmt: skip
    assert asked(codes[0], BORN, capsys) == "not confirmed"
    relief("print", "p1", "--to", "out", "--as", "ann", code=2)
    relief("approve", "p1", "mailing", "--as", "bob")
    relief("print", "p1", "--to", "out", "--as", "ann")
    relief("mailed", "p1", "--as", "ann")
    assert [asked(codes[0], BORN, capsys), asked(codes[0], "1980-02-14", capsys)] == ["real", "not confirmed"]
    back = f"code,person_id,date,why,address,city,state,zip\n{codes[0]},,2026-11-24,moved,7 New St,Boston,MA,02119\n"
    Path("returns.csv").write_text(f"{back},{PERSON[3]},2026-11-24,deceased,,,,\n")
    relief("returned", "p1", "--file", "returns.csv", "--as", "ann")
    relief("returned", "p1", "--file", "returns.csv", "--as", "ann")
    assert "1 of them from people who died; 1 have moved" in capsys.readouterr().out
    assert [asked(code, BORN, capsys) for code in codes[:1]] == ["not confirmed"]
    relief(*MAKE, "--again")
    relief("approve", "p1", "remailing", "--as", "bob")
    relief("mailed", "p1", "--again", "--as", "ann")
    assert [asked(codes[0], BORN, capsys), asked(codes[3], BORN, capsys)] == ["not confirmed", "real"]
    relief(*MAKE, "--again", code=2)
    relief("close", "p1", "--as", "ann", code=2)
    relief("satisfaction", "p1", "--line", "2", "--as", "ann")
    relief("close", "p1", "--as", "ann")
    assert run(["relief", "audit"]) == 0
    assert run(["relief", "status", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (one["state"], one["letters"], one["held_back"], one["next"]) == ("closed", 3, 2, None)


def test_what_is_printed_and_sealed_only_its_owner_reads(codes: list[str]) -> None:
    mailed()
    relief("print", "p1", "--to", "out", "--as", "ann")
    assert stat.S_IMODE(Path("out").stat().st_mode) == 0o700
    told = [*Path("out").iterdir(), *FOLDER.glob("letters-*"), *FOLDER.glob("held-*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in told} == {0o600}
    assert {path.name for path in personal_files(FOLDER)} == {
        "identity.parquet", "accepted.parquet", "quarantined.parquet", "rejected.parquet", "held-p1.csv",
        *(f"letters-{one}.parquet" for one in standing())
    }  # fmt: skip
    for path in FOLDER.glob("letters-*"):
        assert b"%PDF" not in path.read_bytes()
    Keyring(Path("programme/keys")).drop("p1")
    relief("print", "p1", "--to", "out2", "--as", "ann", code=2)


def test_every_run_after_the_first_tells_what_stands(codes: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    relief(*MAKE)
    before = standing()
    relief(*MAKE)
    assert standing() == before
    relief("decline", "p1", "mailing", "--as", "bob")
    relief(*MAKE)
    assert len(standing()) == 2
    assert [path.name for path in FOLDER.glob("letters-*")] == [f"letters-{standing()[1]}.parquet"]
    relief("approve", "p1", "mailing", "--as", "bob")
    relief("mailed", "p1", "--as", "ann")
    assert [asked(code, BORN, capsys) for code in (codes[0], codes[3 + TURN[1]])] == ["not confirmed", "real"]
    relief(*MAKE, code=2)
    assert "--again" in capsys.readouterr().err


KILLED = """
import os, signal, sys
from pathlib import Path
from cleanbill.acts import letters
from cleanbill.cli.relief import mail as command
from cleanbill.records import Store
from cleanbill.cli.main import main
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
at = sys.argv[1]
if at == "printing":
    letters.specimen = die
elif at == "naming":
    Path.replace = die
elif at == "proposing":
    hasattr(Store, "propose_mailing")  # loads the methods, which would else come later
    Store.propose_mailing = die
else:
    command._show_letters = die
main(sys.argv[2:])
"""


@pytest.mark.parametrize("at", ["printing", "naming", "proposing", "telling"])
def test_a_run_that_is_killed_does_no_harm(at: str, codes: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", KILLED, at, "relief", *MAKE, *AT]
    assert subprocess.run(command, capture_output=True, check=False).returncode == -signal.SIGKILL
    mailed()
    (one,) = standing()
    sealed = FOLDER / f"letters-{one}.parquet"
    told = dict(read_bundle(sealed, Keyring(Path("programme/keys")).key("p1")))
    posted = json.loads(told["letters.json"])["posted"]
    store = records.Store.open(Path("programme"))
    letters = store.mail("p1")
    store.close()
    assert [mail.post.person_key for mail in letters] == [each["person_key"] for each in posted]
    if at != "telling":  # there, the letters of the run that was killed are those that were proposed
        assert asked(codes[0], BORN, capsys) == "real"
    for path in FOLDER.glob("*.parquet"):
        assert path in personal_files(FOLDER) or path.stem == "debts"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("mailed", "p1"), "The way there is `relief letters`"),
        (("returned", "p1", "--letter", "1", "--why", "moved"), "sent no letter of this number"),
        (("returned", "p1"), "Give --file, or --letter"),
        (("close", "p1"), "1 judgments of purchase p1 have no satisfaction"),
        (("recall", "p1", "--line", "77", "--reason", "paid"), "no account that was bought"),
        (("satisfaction", "p1", "--line", "1"), "no abolished judgment"),
        (("decline", "p1", "mailing"), "No mailing of purchase p1 is proposed"),
        (("withdraw", "p1"), "cannot become withdrawn"),
        (("refuse", "p1"), "cannot become refused"),
        (("never", " "), "Nobody has this id"),
        (("letters", "p1", "--sender", "none.yaml"), "cannot be read"),
        (("letters", "p2", "--sender", "sender.yaml"), "no purchase p2"),
    ],
)
def test_errors_say_what_to_do(arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    relief(*arguments, "--as", "bob" if arguments[0] == "decline" else "ann", code=2)
    assert says in " ".join(capsys.readouterr().err.split())


def test_a_sender_is_told_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.yaml").write_text("name: Fund\nphon: 1\ncharity: perhaps\nwords: {xx: Hello.}\n")
    relief("letters", "p1", "--sender", "bad.yaml", "--as", "ann", code=2)
    err = " ".join(capsys.readouterr().err.split())
    for word in ("return_address", "page", "phone", "phon:", "charity", "writer", "words"):
        assert word in err


def test_a_writer_cannot_approve_even_where_another_proposed(capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("sender.yaml").read_text().replace("writer: ann", "writer: bob")
    Path("sender.yaml").write_text(text)
    relief(*MAKE)
    relief("approve", "p1", "mailing", "--as", "bob", code=2)
    assert "wrote the sponsor's words" in " ".join(capsys.readouterr().err.split())


def test_nobody_on_the_list_of_never_gets_a_letter(capsys: pytest.CaptureFixture[str]) -> None:
    relief("never", PERSON[1], "--as", "ann")
    relief(*MAKE)
    assert f"{PERSON[1]},confidential_address" in (FOLDER / "held-p1.csv").read_text()
    assert "2 letters of p1" in capsys.readouterr().out


def test_the_registry_joins_people(ready: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    table: dict[str, Any] = {"portfolio_id": ["p1"] * 2, "source_row": [2, 3], "person_id": ["R", "R"]}
    pq.write_table(pa.table(table), "programme/registry/people.parquet")
    relief(*MAKE)
    store = records.Store.open(Path("programme"))
    try:
        (act,) = (one for one in store.acts() if one.act == "propose mailing")
    finally:
        store.close()
    assert json.loads(act.details)["letters"] == 2, "rows 2 and 3 are of one person"


def test_the_deletion_file_is_private_and_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    relief("bureau", "p1", "--out", "deletions.txt", "--today", "2026-11-24", "--as", "ann", "--json")
    told = json.loads(capsys.readouterr().out)
    text = Path("deletions.txt").read_text()
    assert told["lines"] == len(text.splitlines()) == 6
    assert "FEATHERBOTTOMLEY" in text
    assert stat.S_IMODE(Path("deletions.txt").stat().st_mode) == 0o600
    store = records.Store.open(Path("programme"))
    try:
        assert store.acts()[-1].act == "take out deletion file"
    finally:
        store.close()

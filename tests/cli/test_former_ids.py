"""What was said of a person under an id holds under the one that it became: who waits, and who was written to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleanbill import records
from cleanbill.records import Mail
from tests.cli.letters_drive import PERSON, relief, run

MAKE = ("letters", "p1", "--sender", "sender.yaml", "--as", "ann")
HEAD = "letter,person_id,date,why,address,city,state,zip\n"
MOVED = "2026-11-24,moved,{street},Boston,MA,02119\n"
REGISTRY = Path("programme/registry")


@pytest.fixture(autouse=True)
def here(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ready, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.delenv("CLEANBILL_DATABASE", raising=False)
    monkeypatch.delenv("CLEANBILL_MASTER_KEY", raising=False)


def became(ids: Mapping[str, str]) -> None:
    """As `relief people` leaves it where new evidence shows known people to be others."""
    people = pq.read_table(REGISTRY / "people.parquet")
    named = [ids.get(one, one) for one in people["person_id"].to_pylist()]
    at = people.schema.get_field_index("person_id")
    pq.write_table(people.set_column(at, "person_id", pa.array(named, pa.string())), REGISTRY / "people.parquet")
    (REGISTRY / "former-ids.json").write_text(json.dumps(ids))


def mailed() -> None:
    relief(*MAKE)
    relief("approve", "p1", "mailing", "--as", "bob")
    relief("mailed", "p1", "--as", "ann")


def letter_of(person: str) -> Mail:
    held = records.Store.open(Path("programme"))
    try:
        (one,) = (each for each in held.mail("p1") if each.post.person_key == person)
    finally:
        held.close()
    return one


def barred() -> set[str]:
    held = records.Store.open(Path("programme"))
    try:
        return set(held.barred().never)
    finally:
        held.close()


def back(*rows: str) -> None:
    Path("returns.csv").write_text(HEAD + "".join(rows))
    relief("returned", "p1", "--file", "returns.csv", "--as", "ann")


def test_who_turned_out_to_be_another_is_written_to_under_the_letter_that_came_back() -> None:
    mailed()
    became({PERSON[1]: PERSON[5] + "x"})
    back(f",{PERSON[5]}x,{MOVED.format(street='7 New St')}")
    assert letter_of(PERSON[1]).post.status == "to_send"
    relief(*MAKE, "--again")
    relief("approve", "p1", "remailing", "--as", "bob")
    relief("mailed", "p1", "--again", "--as", "ann")
    assert letter_of(PERSON[1]).post.letters == 2


def test_who_got_a_letter_under_another_id_gets_none_again(capsys: pytest.CaptureFixture[str]) -> None:
    mailed()
    back(f",{PERSON[1]},{MOVED.format(street='7 New St')}")
    became({PERSON[3]: PERSON[1]})
    relief(*MAKE, "--again", code=2)
    assert "Nobody who has moved waits" in " ".join(capsys.readouterr().err.split())


def test_of_two_letters_that_came_back_one_goes_again(capsys: pytest.CaptureFixture[str]) -> None:
    mailed()
    back(f",{PERSON[1]},{MOVED.format(street='7 New St')}", f",{PERSON[3]},{MOVED.format(street='8 New St')}")
    became({PERSON[3]: PERSON[1]})
    relief(*MAKE, "--again")
    assert "to mail 1 letters" in capsys.readouterr().out


def test_nothing_goes_to_an_address_that_sent_the_other_letter_back() -> None:
    mailed()
    old = "5 Brambleshire Court,Boston,MA,02118\n"
    back(f",{PERSON[1]},2026-11-24,moved,{old}", f",{PERSON[3]},2026-11-24,moved,,,,\n")
    became({PERSON[3]: PERSON[1]})
    relief(*MAKE, "--again", code=2)


def test_a_return_that_names_a_person_of_two_letters_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    mailed()
    became({PERSON[1]: "P-new", PERSON[3]: "P-new"})
    Path("returns.csv").write_text(f"{HEAD},P-new,2026-11-24,moved,,,,\n")
    relief("returned", "p1", "--file", "returns.csv", "--as", "ann", code=2)
    assert "no letter of p1 is this one" in " ".join(capsys.readouterr().err.split())


ARMS = "person_id,stratum,arm,drawn_on,seed\n"


def test_who_waits_waits_under_another_id(capsys: pytest.CaptureFixture[str]) -> None:
    became({PERSON[1]: "P-new"})
    Path("arms.csv").write_text(f"{ARMS}{PERSON[1]},MA,hold-out,2026-11-01,7\n{PERSON[2]},MA,relief,2026-11-01,7\n")
    capsys.readouterr()
    relief("plan", "--portfolio", "p1", "--funds", "funds.yaml", "--today", "2026-11-24", "--without", "arms.csv",
           "--out", "plan2", "--json")  # fmt: skip
    assert json.loads(capsys.readouterr().out)["reasons"]["held out"] == 2, "both accounts of the first person"
    draw = ("hold-out", "--portfolio", "p1", "--seed", "8", "--share", "50", "--today", "2026-11-24")
    assert run(["relief", *draw, "--known", "arms.csv", "--out", "second.csv"]) == 0
    told = Path("second.csv").read_text()
    assert "P-new,MA,hold-out,2026-11-01,7" in told
    assert PERSON[1] not in told


def test_never_is_said_of_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    typed = PERSON[1][:-1] + ("0" if PERSON[1][-1] != "0" else "1")
    for each in (typed, "Jane Roe"):
        relief("never", each, "--as", "ann", code=2)
    told = " ".join(capsys.readouterr().err.split())
    assert f"Was {PERSON[1]} meant?" in told
    assert "Jane" not in told
    assert barred() == set()


def test_never_holds_under_every_id_that_a_person_had() -> None:
    mailed()
    became({PERSON[1]: "P-new", PERSON[3]: "P-new"})
    relief("never", PERSON[1], "--as", "ann")
    relief("never", "P-new", "--as", "ann")
    assert barred() == {"P-new", PERSON[1], PERSON[3]}


def test_never_is_asked_after_people_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    mailed()
    (REGISTRY / "people.parquet").unlink()
    relief("never", PERSON[5], "--as", "ann", code=2)
    assert "relief people" in " ".join(capsys.readouterr().err.split())
    relief("never", PERSON[1], "--as", "ann")  # a letter names them
    assert barred() == {PERSON[1]}

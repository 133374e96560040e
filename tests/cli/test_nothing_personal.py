"""A whole drive leaves nobody's name, number, address, birth date or code outside what is sealed or printed.

Scanned: what the commands print, every log at DEBUG, every warning, and every file of the programme that is not
sealed: the records with their WAL, Parquet as text, JSON, CSV. What the user gave, the printed letters and the
deletion file are of identity by their nature and are left out by name.
"""

from __future__ import annotations

import logging
import random
import secrets
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleanbill.relief.letters import new_code
from tests.cli.letters_drive import PEOPLE, abolished, drawn_codes, relief, run, taken_in

MAKE = ("letters", "p1", "--sender", "sender.yaml", "--as", "ann")
GIVEN = {"sale.csv", "returns.csv", "wrong.csv", "wrong.yaml", "deletions.txt"}
MOVED = "83 Wintergreen Alley"
WRONG = ("Mephistofeles", "29 Umbrageous Row", "1903-03-33", "9999-QQQQ-WWWW-EEEE")  # only in what is refused


def secret_words() -> list[str]:
    """Each in the forms that it could be written in."""
    told = [MOVED, "18 Zephyrwood Lane", *WRONG]
    for first, last, born, ssn, street, *_ in PEOPLE:
        year, month, day = born.split("-")
        told += [first, last, street, ssn, ssn.replace("-", ""), born, f"{month}/{day}/{year}", f"{year}{month}{day}"]
    drawn = random.Random(7)
    for _ in range(8):
        code = new_code(drawn.randrange)
        told += [code, code.replace("-", "")]
    return told


def scanned(at: Path) -> Iterator[tuple[str, str]]:
    """(name, text) of every file below `at` that should hold nothing of a person."""
    for path in sorted(at.rglob("*")):
        if not path.is_file() or path.name in GIVEN or "out" in path.relative_to(at).parts[:1]:
            continue
        yield path.name, path.read_bytes().decode("latin-1")
        if path.suffix == ".parquet":
            try:
                yield f"{path.name} as rows", repr(pq.read_table(path).to_pylist())
            except OSError:
                assert path.name in {"identity.parquet", "addresses.parquet"} or path.name.startswith("letters-")


def found(texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    words = [word.casefold() for word in secret_words()]
    return [(where, word) for where, text in texts for word in words if word in text.casefold()]


def provoked() -> None:
    """Errors, each with something of a person in what was given."""
    name, street, born, code = WRONG
    Path("wrong.csv").write_text(f"code,date,why,address,city,state,zip\n{code},{born},{name},{street},,,\n", "utf-8")
    relief("returned", "p1", "--file", "wrong.csv", "--as", "ann", code=2)
    Path("wrong.csv").write_text(f"{name},{street}\n1,2\n", "utf-8")
    relief("returned", "p1", "--file", "wrong.csv", "--as", "ann", code=2)
    Path("wrong.csv").write_text(f"person_id,date,why\n{name},2026-11-24,moved\n", "utf-8")
    relief("returned", "p1", "--file", "wrong.csv", "--as", "ann", code=2)
    Path("wrong.csv").write_text(f"letter,date,why\n1,2026-11-23,moved\n2,{born},{name}\n", "utf-8")
    relief("returned", "p1", "--file", "wrong.csv", "--as", "ann", code=2)
    relief("check", "--code", code, "--birth-date", born, code=2)
    relief("check", "--code", code, "--birth-date", "1980-02-14")
    Path("wrong.yaml").write_text(f"name: {name}\nreturn_address: {street}\n", "utf-8")
    relief("letters", "p1", "--sender", "wrong.yaml", "--as", "ann", code=2)
    Path("wrong.csv").write_text(f"account_id,last_name,balance\n1,{name},1.00\n1,{name},{street}\n", "utf-8")
    assert run(["relief", "plan", "--accounts", "wrong.csv", "--funds", "funds.yaml", "--out", "plan-2"]) == 2
    relief("offer", "p9", "--portfolio", "p9", "--as", "ann", code=2)


def drive(at: Path, codes: list[str]) -> None:
    abolished()
    with pytest.raises(AssertionError):
        taken_in()  # a second time it is refused
    Path("wrong.yaml").write_text("name: x\n", "utf-8")
    relief("letters", "p1", "--sender", "wrong.yaml", "--as", "ann", code=2)
    relief(*MAKE)
    relief("approve", "p1", "mailing", "--as", "bob")
    relief("print", "p1", "--to", "out/first", "--as", "ann")
    relief("mailed", "p1", "--as", "ann")
    relief("check", "--code", codes[0], "--birth-date", PEOPLE[0][2])
    relief("check", "--code", codes[0], "--birth-date", "1980-02-14")
    provoked()
    back = f"code,date,why,address,city,state,zip\n{codes[0]},2026-11-24,moved,{MOVED},Boston,MA,02119\n"
    Path("returns.csv").write_text(back, "utf-8")
    relief("returned", "p1", "--file", "returns.csv", "--as", "ann")
    relief(*MAKE, "--again")
    relief("approve", "p1", "remailing", "--as", "bob")
    relief("mailed", "p1", "--again", "--as", "ann")
    relief("bureau", "p1", "--out", "deletions.txt", "--as", "ann")
    relief("status")


@pytest.fixture
def driven(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Callable[[], list[tuple[str, str]]]:
    """Drives once; what is found then, in all that was said and all that lies there."""
    monkeypatch.chdir(tmp_path)
    for name in ("CLEANBILL_DATABASE", "CLEANBILL_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(secrets, "randbelow", random.Random(7).randrange)
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        drive(tmp_path, drawn_codes())

    def look() -> list[tuple[str, str]]:
        said = capsys.readouterr()
        words = [("stdout", said.out), ("stderr", said.err), ("logs", caplog.text)]
        words += [("records of logs", repr([one.__dict__ for one in caplog.records]))]
        words += [("warnings", " ".join(str(one.message) for one in warned))]
        return found(iter([*words, *scanned(tmp_path)]))

    return look


def test_a_whole_drive_tells_nothing_of_a_person_and_what_is_planted_is_found(
    driven: Callable[[], list[tuple[str, str]]], tmp_path: Path
) -> None:
    assert driven() == []
    held = "".join((tmp_path / name).read_text("utf-8") for name in ("sale.csv", "returns.csv", "deletions.txt"))
    for word in ("Featherbottomley", PEOPLE[0][3], PEOPLE[0][2], MOVED, "WIGGLESWORTHY"):
        assert word in held, "the scan looks for what is there"
    assert list((tmp_path / "out" / "first").glob("*.pdf"))
    logging.getLogger("cleanbill.planted").debug("letter to %s", PEOPLE[0][1])
    assert {where for where, _ in driven()} >= {"logs"}
    print(f"born {PEOPLE[1][2]}")
    assert "stdout" in {where for where, _ in driven()}
    (tmp_path / "programme" / "planted.json").write_text(f'{{"ssn": "{PEOPLE[2][3].replace("-", "")}"}}')
    assert "planted.json" in {where for where, _ in driven()}
    import pyarrow as pa  # noqa: PLC0415

    pq.write_table(pa.table({"street": [PEOPLE[3][4]] * 50}), tmp_path / "programme" / "planted.parquet")
    assert "planted.parquet as rows" in {where for where, _ in driven()}

"""A child's letter goes to the guarantor whom the seller's file names, sealed like every name; else it is held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleanbill.acts import letters as letters_made
from cleanbill.relief.letters import Addressed
from tests.cli import letters_drive
from tests.cli.letters_drive import HEAD, PERSON, abolished, relief, rows

GUARANTOR = {"guarantor name": "Brunhilda Wigglesworthy", "guarantor address": "6 Thistlewick Mews",
             "guarantor city": "Boston", "guarantor state": "MA", "guarantor zip": "02118"}  # fmt: skip
FOLDER = Path("programme/portfolios/p1")


def test_a_child_s_letter_goes_to_the_guarantor_and_nobody_s_name_lies_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [row | dict.fromkeys(GUARANTOR, "") for row in rows()]
    told[1] |= {"dob": "2015-01-01"}  # a child without a guarantor
    told[2] |= {"dob": "2014-01-01"} | GUARANTOR
    monkeypatch.setattr(letters_drive, "HEAD", (*HEAD, *GUARANTOR))
    monkeypatch.setattr(letters_drive, "rows", lambda: told)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEANBILL_DATABASE", raising=False)
    monkeypatch.delenv("CLEANBILL_MASTER_KEY", raising=False)
    abolished()
    sent: list[Addressed] = []
    sealing = letters_made.seal_run

    def looked(path: Path, letters: list[tuple[int, Addressed]], *given: Any, **more: Any) -> Any:
        sent.extend(one for _, one in letters)
        return sealing(path, letters, *given, **more)

    monkeypatch.setattr(letters_made, "seal_run", looked)
    relief("letters", "p1", "--sender", "sender.yaml", "--as", "ann")
    assert "2 letters of p1" in capsys.readouterr().out
    assert f"{PERSON[2]},minor" in (FOLDER / "held-p1.csv").read_text()
    (one,) = (each for each in sent if each.to_guarantor)
    assert (one.to.guarantor, one.to.address) == ("Brunhilda Wigglesworthy", ("6 Thistlewick Mews", "Boston, MA 02118"))
    for path in Path("programme").rglob("*"):
        if path.is_file():
            assert not any(word in path.read_bytes() for word in (b"Brunhilda", b"Thistlewick")), path.name

"""Judgments, liens and payment plans of a seller's file are told until each is done, and a purchase stays open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import letters_drive
from tests.cli.letters_drive import HEAD, abolished, relief, rows, run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A drive whose first account has a payment plan, and third a lien; the second is a judgment."""
    told = [row | {"lien": "N", "payment plan": "N"} for row in rows()]
    told[0]["payment plan"], told[2]["lien"] = "Y", "Y"
    monkeypatch.setattr(letters_drive, "HEAD", (*HEAD, "lien", "payment plan"))
    monkeypatch.setattr(letters_drive, "rows", lambda: told)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEANBILL_DATABASE", raising=False)
    monkeypatch.delenv("CLEANBILL_MASTER_KEY", raising=False)
    abolished()
    return tmp_path


def test_a_purchase_stays_open_until_all_that_must_follow_is_done(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    relief("status", "--json")
    (one,) = json.loads(capsys.readouterr().out)
    assert one["to_follow"] == {"judgment": [2], "lien": [3], "payment plan": [1]}
    relief("status")
    told = " ".join(capsys.readouterr().out.split())
    assert "1 liens have no release filed: a home still bears them (line 3; `release`)" in told
    relief("letters", "p1", "--sender", "sender.yaml", "--as", "ann")
    relief("approve", "p1", "mailing", "--as", "bob")
    relief("mailed", "p1", "--as", "ann")
    relief("satisfaction", "p1", "--line", "2", "--as", "ann")
    relief("close", "p1", "--as", "ann", code=2)
    assert "1 liens of purchase p1 have no release filed" in " ".join(capsys.readouterr().err.split())
    relief("release", "p1", "--line", "3", "--as", "ann")
    relief("close", "p1", "--as", "ann", code=2)
    assert "File each" not in capsys.readouterr().err
    relief("plan-ended", "p1", "--line", "1", "--taken", "50", "--as", "ann")
    told = " ".join(capsys.readouterr().out.split())
    assert "The seller took $50.00 since the sale, and pays it back. None is left." in told
    relief("close", "p1", "--as", "ann")
    assert run(["relief", "audit"]) == 0

"""The drive of docs/relief.md: from an empty folder to debts abolished, every command of the page run as it stands."""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from io import StringIO
from pathlib import Path

import pytest

from cleanbill import records
from cleanbill.cli.main import main
from tests.cli.drive_sale import sale
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "relief.md").read_text("utf-8")
SHOWN = PAGE[PAGE.index("Code: ") : PAGE.index("```\n", PAGE.index("Code: "))]
ASKED = "Code: ~Birth date (YYYY-MM-DD), or ZIP code where the letter asks for that: ~not confirmed\n"
GIFTS = """Receipt ID,Date,Amount,Fee,Donor Email,Recipient
AB1,2026-11-01,600.00,0.00,ann@example.org,Mid-Missouri
AB2,2026-11-02,600.00,0.00,bob@example.org,St. Louis
AB3,2026-11-03,400.00,0.00,cy@example.org,Kansas City
"""


def commands() -> list[list[str]]:
    return [shlex.split(line[2:])[1:] for line in PAGE.splitlines() if line.startswith("$ cleanbill ")]


def typed(arguments: list[str]) -> list[str]:
    """The arguments as a shell gives them: what `sha256sum` prints of a file in the place of the call."""
    for place, one in enumerate(arguments):
        if call := re.fullmatch(r"\$\(sha256sum (\S+)\)", one):
            told = hashlib.sha256(Path(call[1]).read_bytes()).hexdigest()
            return [*arguments[:place], f"{told}  {call[1]}", *arguments[place + 1 :]]
    return arguments


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def prepared(at: Path) -> None:
    """What a drive begins with: the files that the page names."""
    (at / "gifts.csv").write_text(GIFTS, "utf-8")
    (at / "sale.csv").write_text(sale(), "utf-8")
    for name, text in zip(
        ("funds.yaml", "sender.yaml"), re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL), strict=True
    ):
        (at / name).write_text(text, "utf-8")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the one to be in."""
    monkeypatch.chdir(tmp_path)
    for name in ("CLEANBILL_DATABASE", "CLEANBILL_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    prepared(tmp_path)
    return tmp_path


def test_the_page_takes_sixteen_hundred_dollars_to_debts_abolished(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("7K2M-Q9RT-4VXA-HB3C\n1980-02-13\n"))  # for the letter that is checked
    for arguments in commands():
        assert run(typed(arguments)) == 0, (arguments, capsys.readouterr().err)
        said(arguments, capsys.readouterr().out)
    assert run(["relief", "status", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert one["state"] == "closed"
    assert one["abolished_cents"] == one["face_cents"] >= 15_800_000
    assert 158_900 <= one["price_cents"] <= 159_000
    assert one["letters"] > 100
    assert list(Path("for-the-printer").glob("*.pdf"))
    public = json.loads(Path("report/summary.json").read_text("utf-8"))
    assert public["people_counted"] is True
    assert Path("books.beancount").read_text("utf-8").count("Drive") > 3
    everything = b"".join(path.read_bytes() for path in Path("programme").rglob("*") if path.is_file())
    assert b"Mercy" in everything
    for name in (b"ann@example.org", b"Hollingsworth", b"Elm Street"):
        assert name not in everything
    assert records.verify(Path("programme/records.sqlite3")).holds


def said(arguments: list[str], printed: str) -> None:
    """What the page shows under a command is what it prints."""
    if arguments[:2] == ["fund", "import"]:
        assert printed in PAGE
    if arguments[:2] == ["relief", "check"]:  # what is typed is not printed
        assert re.sub(r"(Code: |asks for that: )", r"\1~", printed) == ASKED
        assert re.sub(r"(7K2M-Q9RT-4VXA-HB3C|1980-02-13)\n", "~", SHOWN) == ASKED
    if arguments[:2] == ["relief", "people"]:
        assert "mercy-1" in printed


def test_one_person_cannot_do_it_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roles = ["--role", "staff", "--role", "prepare", "--role", "approve", "--role", "books"]
    assert run(["relief", "staff", "ann", *roles, "--as", "ann"]) == 0
    bid = next(n for n, one in enumerate(commands()) if one[:2] == ["relief", "bid"])
    bob = ["relief", "staff", "bob", "--role", "approve", "--as", "ann"]
    for arguments in [bob, *commands()[2 : bid + 1]]:
        assert run(arguments) == 0, (arguments, capsys.readouterr().err)
    assert run(typed([*commands()[bid + 1][:-1], "ann"])) == 2
    assert "Two different people are needed" in capsys.readouterr().err
    assert run(["relief", "abolish", "drive-1", "--as", "ann"]) == 2
    assert "cannot" in capsys.readouterr().err

"""docs/paying.md is true: its files, its commands and what they print, at 80 columns."""

from __future__ import annotations

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cleanbill.cli.main import main

PAGE = (Path(__file__).parents[2] / "docs" / "paying.md").read_text("utf-8")
FILE = re.compile(r"```\w+ title=\"([\w.]+)\"\n([\s\S]*?)```\n")
CONSOLE = re.compile(r"```console\n([\s\S]*?)```\n")
BLOCKS = CONSOLE.findall(PAGE)


@dataclass
class Reader:
    """Types the page's commands one block after another, each once, in one folder."""

    folder: Path
    typed: int = 0

    def read_to(self, block: int, capsys: Any) -> None:
        """Types what was not yet typed, up to and with `block`, and holds what is printed against the page."""
        for text in BLOCKS[self.typed : block + 1]:
            self.typed += 1
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, expected = part.partition("\n")
                words = shlex.split(command)
                output = printed(words, capsys)
                assert output == expected or (words[1] == "settle" and not expected)


def printed(words: list[str], capsys: Any) -> str:
    """What a command prints; cleanbill in this process, others in one of their own."""
    if words[0] != "cleanbill":
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout
    with pytest.raises(SystemExit) as ended:
        main(words[1:])
    assert not ended.value.code
    return str(capsys.readouterr().out)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("page")
    for name, text in FILE.findall(PAGE):
        (folder / name).write_text(text)
    return Reader(folder)


@pytest.mark.parametrize("block", range(len(BLOCKS)))
def test_the_page_prints_what_it_says(block: int, reader: Reader, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reader.folder)
    monkeypatch.setenv("COLUMNS", "80")
    reader.read_to(block, capsys)
    assert reader.typed == block + 1


def test_the_page_shows_every_command_of_pay() -> None:
    for name in ("claims", "run", "remit", "refund"):
        assert f"$ cleanbill pay {name} " in PAGE

"""docs/paying.md is true: its files, its commands and what they print, at 80 columns."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cleanbill.cli.main import main

FILE = re.compile(r"```\w+ title=\"([\w.]+)\"\n([\s\S]*?)```\n")
CONSOLE = re.compile(r"```console\n([\s\S]*?)```\n")


def typed(words: list[str], capsys: Any) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_the_page_prints_what_it_says(root: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (root / "docs" / "paying.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name, text in FILE.findall(page):
        (tmp_path / name).write_text(text)
    commands = [part for block in CONSOLE.findall(page) for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    assert len(commands) == 12
    for part in commands:
        command, _, expected = part.partition("\n")
        words = shlex.split(command)
        if words[0] == "cleanbill":
            code, told, _ = typed(words[1:], capsys)
            assert code == 0
        else:
            told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        assert told == expected or (words[1] == "settle" and not expected)

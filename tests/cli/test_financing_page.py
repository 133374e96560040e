"""docs/financing.md: its files and commands, and what they print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cleanbill.cli.main import BAD_INPUT, main

PAGE = (Path(__file__).parents[2] / "docs" / "financing.md").read_text("utf-8")
FILE = re.compile(r"```yaml title=\"([\w.]+)\"\n([\s\S]*?)```\n")
SHOWN = re.compile(r"```console\n\$ (cleanbill .+)\n([\s\S]*?)```\n")
FEW = " --draws 20"  # draws move nothing that a run prints


def _shown() -> list[object]:
    found = []
    for command, shown in SHOWN.findall(PAGE):
        whole = command.startswith("cleanbill finance run") and "wrong" not in command
        marks = [pytest.mark.slow] if whole else []
        found.append(pytest.param(command + FEW * whole, shown, id=command, marks=marks))
    return found


@pytest.mark.parametrize(("command", "shown"), _shown())
def test_the_page_shows_what_is_printed(
    command: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        monkeypatch.setenv(name, value)
    for name, text in FILE.findall(PAGE):
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(command)[1:])
    told = capsys.readouterr()
    assert (ended.value.code or 0) == (BAD_INPUT if "wrong" in command else 0), told.err
    printed = told.out or told.err
    assert [line.rstrip() for line in printed.rstrip("\n").split("\n")] == shown.rstrip("\n").split("\n")

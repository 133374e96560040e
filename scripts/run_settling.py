"""Writes docs/settling.md anew: lays its files down, runs its commands and writes what they print under them."""

from __future__ import annotations

import re
import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.house.examples import run
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "settling.md"
FILE = re.compile(r"^`(\S+)`:\n\n```csv\n([\s\S]*?)```$", re.MULTILINE)
SHOWN = re.compile(r"```console\n([\s\S]*?)```\n")
Run = Callable[[list[str]], str]  # the words of a command after `cleanbill` -> what it prints


def page(text: str, folder: Path, run_one: Run) -> str:
    """`text` with what its commands print when run in `folder`, one after another."""
    for name, rows in FILE.findall(text):
        (folder / name).write_text(rows, "utf-8")

    def shown(block: re.Match[str]) -> str:
        commands = [line.removeprefix("$ ") for line in block[1].split("\n") if line.startswith("$ ")]
        printed = [f"$ {command}\n{_trimmed(run_one(shlex.split(command)[1:]))}\n" for command in commands]
        return "```console\n" + "\n".join(printed) + "```\n"

    return SHOWN.sub(shown, text)


def _trimmed(said: str) -> str:
    return "\n".join(line.rstrip() for line in said.strip().split("\n"))


def main() -> None:
    """Rewrite the page where a command prints something else than it shows."""
    before = PAGE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:

        def run_one(words: list[str]) -> str:
            ran = run(shlex.join(["cleanbill", *words]), Path(folder))
            if ran.returncode:
                raise SystemExit(f"{shlex.join(words)} ended with {ran.returncode}:\n{ran.stderr}")
            return ran.stdout

        after = page(before, Path(folder), run_one)
    if after != before:
        PAGE.write_text(after, "utf-8")
        print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

"""Runs the examples of README.md and writes down what they print; run by `make docs`."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tests.house.examples import EXAMPLE, run
from tests.house.tree import ROOT


def main() -> None:
    """Rewrite README.md where an example prints something else than it shows."""
    readme = ROOT / "README.md"
    before = readme.read_text("utf-8")
    after = EXAMPLE.sub(printed, before)
    if after != before:
        readme.write_text(after, "utf-8")
        print("wrote README.md")


def printed(example: re.Match[str]) -> str:
    """The example with what its command prints now."""
    with tempfile.TemporaryDirectory() as folder:
        ran = run(example[1], Path(folder))
    if ran.returncode != 0:
        raise SystemExit(f"{example[1]} ended with {ran.returncode}:\n{ran.stderr}")
    said = "\n".join(line.rstrip() for line in ran.stdout.strip().split("\n"))
    return f"<!-- example -->\n```console\n$ {example[1]}\n{said}\n```\n"


if __name__ == "__main__":
    main()

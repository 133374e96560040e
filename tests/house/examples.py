"""The examples of README.md: a mark, a command, and what it prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.in_process import Ended, cleanbill

EXAMPLE = re.compile(r"<!-- example -->\n```console\n\$ (cleanbill .+)\n(?:([\s\S]*?)\n)??```\n")
AS_ON_A_PAGE = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}


def run(command: str, folder: Path) -> Ended:
    """The command in an empty folder, at the width of a page."""
    return cleanbill(*shlex.split(command.removeprefix("cleanbill ")), cwd=folder, environment=AS_ON_A_PAGE)

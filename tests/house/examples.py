"""The examples of README.md: a mark, a command, and what it prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

EXAMPLE = re.compile(r"<!-- example -->\n```console\n\$ (cleanbill .+)\n(?:([\s\S]*?)\n)??```\n")


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command in an empty folder, at the width of a page."""
    words = shlex.split(command)
    program = Path(sys.executable).with_name(words[0])
    env = os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    return subprocess.run([program, *words[1:]], cwd=folder, env=env, capture_output=True, text=True, check=False)

"""`kill -9` at any point of a purchase loses nothing and repeats nothing. See crash.py for how."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SHARES = 9  # each takes every ninth step, so that no test is long


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_killed_at_every_point_the_purchase_ends_the_same(
    kind: str, share: int, made: Callable[[str], tuple[Path, str]], root: Path
) -> None:
    folder, address = made(kind)
    command = [sys.executable, "-m", "tests.records.crash", kind, str(folder), address, str(share), str(SHARES)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout)
    assert (told["half done"], told["other end"]) == (0, 0)
    assert told["steps"] >= 2
    assert told["killed"] == told["points"] > 10 * told["steps"]

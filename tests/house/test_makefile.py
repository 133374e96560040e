"""The Makefile says what it can do, and says plainly when Python is too old."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

TARGETS = {"demo", "test", "bench", "lint", "docs", "lock", "clean", "help"}
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(["make", *words], cwd=folder, env=clean | env, capture_output=True, text=True, check=False)


def test_make_alone_prints_each_target_with_one_line() -> None:
    said = make(ROOT)
    assert said.returncode == 0
    told = re.findall(r"^  ([a-z]+) +(\S.+)$", said.stdout, re.MULTILINE)
    assert {name for name, _ in told} == TARGETS


@pytest.mark.parametrize("version", ["3.10", "3.14"])
def test_a_python_that_will_not_do_is_named(tmp_path: Path, version: str) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "run.txt").touch()
    (tmp_path / "locks" / "uv.txt").touch()
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\n[ "$1" = --version ] && {{ echo "Python {version}.1"; exit 0; }}\nexit 1\n')
    other.chmod(0o755)
    said = make(tmp_path, "demo", f"PYTHON={other}")
    assert said.returncode != 0
    assert f"Python {version}.1" in said.stdout
    assert "make PYTHON=python3.13 demo" in said.stdout
    assert not (tmp_path / ".venv").exists()


def test_continuous_integration_runs_what_people_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text("utf-8")
    assert "make lint" in text
    assert "make test" in text

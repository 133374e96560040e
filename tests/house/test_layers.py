"""The contracts of .importlinter hold, and each can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SOURCE

# file to plant in, what it imports, the contract that must break
PLANTS = [
    ("core", "cleanbill.law", "story"),
    ("law", "cleanbill.engine", "story"),
    ("people", "cleanbill.care", "story"),
    ("payer", "duckdb", "bulk"),
    ("care", "pandas", "pandas"),
    ("payer", "numpy", "rules"),
    ("law", "ibis", "no-tables"),
    ("bills", "cleanbill.care", "through-payer"),
    ("ledger", "cleanbill.engine", "ledger"),
    ("fund", "cleanbill.bills", "fund"),
    ("worlds", "cleanbill.report", "story"),
    ("relief", "cleanbill.payer", "relief"),
    ("relief", "cleanbill.records", "story"),
    ("records", "cleanbill.engine", "records"),
    ("fund", "django", "django"),
    ("report", "ibis", "no-tables"),
    ("cli", "pyarrow", "no-tables"),
    ("report", "cleanbill.acts", "story"),
    ("records", "cleanbill.acts", "story"),
    ("acts", "cleanbill.cli", "story"),
    ("acts", "typer", "acts"),
    ("acts", "ibis", "no-tables"),
    ("relief", "splink", "splink"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on the copy in `folder`, not on the installed package."""
    env = os.environ | {"PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source and its contracts."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.parquet"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_tree_keeps_its_contracts(copy: Path) -> None:
    said = lint(copy)
    assert said.returncode == 0, said.stdout[-2000:]


@pytest.mark.parametrize(("package", "imported", "contract"), PLANTS, ids=lambda value: value)
def test_a_wrong_import_is_seen(copy: Path, package: str, imported: str, contract: str) -> None:
    if not (SOURCE / package / "__init__.py").exists():
        pytest.skip(f"cleanbill.{package} does not exist yet")
    (copy / "src" / "cleanbill" / package / "planted.py").write_text(f"import {imported}\n")
    said = lint(copy)
    assert said.returncode == 1, said.stdout[-2000:] + said.stderr[-500:]
    name = contract_name(contract)
    assert f"{name} BROKEN" in said.stdout
    assert "planted" in said.stdout


def contract_name(contract: str) -> str:
    """The `name` that stands under [importlinter:contract:...]."""
    after = (ROOT / ".importlinter").read_text("utf-8").split(f"[importlinter:contract:{contract}]")[1]
    return after.split("name = ")[1].split("\n")[0]

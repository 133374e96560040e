"""The contracts of .importlinter hold, and each can fail."""

from __future__ import annotations

import os
import re
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
    ("cli", "cleanbill.payer", "command-line"),
    ("relief", "splink", "splink"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on the copy in `folder`, not on the installed package."""
    env = os.environ | {"PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def copied(folder: Path) -> Path:
    """A copy of the source and its contracts."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.parquet"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def planted(package: str, imported: str) -> str:
    """The module that imports wrongly: one of its own, or the package itself where it is a single file."""
    if (SOURCE / f"{package}.py").exists():
        return f"cleanbill.{package}"
    return f"cleanbill.{package}.planted_{imported.replace('.', '_')}"


def plant(folder: Path, package: str, imported: str) -> None:
    """Writes the wrong import into the copy."""
    path = folder / "src" / f"{planted(package, imported).replace('.', '/')}.py"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\nimport {imported}\n")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy that holds all plants at once."""
    folder = copied(tmp_path_factory.mktemp("planted"))
    for package, imported, _ in PLANTS:
        plant(folder, package, imported)
    said = lint(folder)
    assert said.returncode == 1, said.stdout[-2000:] + said.stderr[-500:]
    return said.stdout


def test_the_tree_keeps_its_contracts(tmp_path: Path) -> None:
    said = lint(copied(tmp_path))
    assert said.returncode == 0, said.stdout[-2000:]


def test_nothing_but_the_plants_breaks_a_contract(report: str) -> None:
    chains = re.findall(r"^- +cleanbill\S* -> .*$", report, re.MULTILINE)
    assert {chain.split()[1] for chain in chains} == {planted(package, imported) for package, imported, _ in PLANTS}


@pytest.mark.parametrize(("package", "imported", "contract"), PLANTS, ids=lambda value: value)
def test_a_wrong_import_is_seen(report: str, package: str, imported: str, contract: str) -> None:
    name = contract_name(contract)
    assert f"{name} BROKEN" in report
    under = report.split(f"\n{name}\n---")[1].split("\n---", maxsplit=1)[0]
    assert re.search(rf"^- +{planted(package, imported)} -> {imported} ", under, re.MULTILINE)


def contract_name(contract: str) -> str:
    """The `name` that stands under [importlinter:contract:...]."""
    after = (ROOT / ".importlinter").read_text("utf-8").split(f"[importlinter:contract:{contract}]")[1]
    return after.split("name = ")[1].split("\n")[0]

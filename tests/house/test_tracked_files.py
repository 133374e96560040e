"""What must not stand in any tracked file: machine paths, hosts, licensed codes, a version twice."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from tests.house.tree import ROOT, SOURCE, tracked_files, tracked_texts

# Put together here, so that this file does not hold what it looks for.
HOSTS = ("py" + "pi.org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "conda.anaconda" + ".org")
MACHINE = re.compile("/(" + "|".join(("work", "root", "tmp", "home", "Users", "farm")) + r")/[\w.-]")
# Licensed codes are five digits, or four and F, T or U. Level II of HCPCS begins with a letter.
LICENSED = re.compile(r"(?!00000)\d{4}[\dFTU]")
PIN = re.compile(r"\b([A-Za-z][A-Za-z0-9-]+)==(\d[\w.]*)")


@pytest.fixture(autouse=True)
def in_a_repository() -> None:
    if not tracked_files():
        pytest.skip("not a git repository")


def test_no_registry_host() -> None:
    found = [f"{name}: {host}" for name, text in tracked_texts().items() for host in HOSTS if host in text]
    assert found == []


def test_no_path_of_a_machine() -> None:
    found = [f"{name}: {m.group()}" for name, text in tracked_texts().items() for m in MACHINE.finditer(text)]
    assert found == []


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """(key it stands under, text) of every text and every code in a YAML value."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield key, str(name)
            yield from strings(below, str(name))
    elif isinstance(value, list):
        for below in value:
            yield from strings(below, key)
    elif isinstance(value, str) or "code" in key:
        yield key, str(value)


def codes(path: Path) -> Iterator[str]:
    """Everything in a file of care/ that could be a code of a service."""
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    elif path.suffix == ".yaml":
        held = strings(yaml.safe_load(path.read_text("utf-8")))
        yield from (text for key, text in held if "fips" not in key and key != "counties")
    elif path.suffix == ".csv":
        yield from re.split(r"[,\n\"]", path.read_text("utf-8"))
    elif path.suffix == ".parquet":
        table = pq.read_table(path)
        for name in table.column_names:
            if "fips" not in name and "zip" not in name:
                yield from (str(value) for value in table[name].unique().to_pylist() if isinstance(value, str))


CARE = [path for path in tracked_files() if SOURCE / "care" in path.parents]


@pytest.mark.parametrize("path", CARE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_licensed_code_in_care(path: Path) -> None:
    assert [code for code in codes(path) if LICENSED.fullmatch(code.strip())] == []


def test_that_check_can_fail(tmp_path: Path) -> None:
    planted = tmp_path / "planted.yaml"
    planted.write_text("visits:\n- code: 99213\n- {name: office, hcpcs: '0001F'}\n")
    assert [code for code in codes(planted) if LICENSED.fullmatch(code)] == ["99213", "0001F"]


def test_versions_stand_once() -> None:
    """pyproject.toml holds every pin; the locks are made from it."""
    pinned = {m[1].lower() for m in PIN.finditer((ROOT / "pyproject.toml").read_text("utf-8"))}
    again = [
        f"{name}: {match.group()}"
        for name, text in tracked_texts().items()
        if name != "pyproject.toml" and not name.startswith("locks/")
        for match in PIN.finditer(text)
        if match[1].lower() in pinned
    ]
    assert again == []


def test_the_package_states_no_version_of_its_own() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    held = [str(path) for path in SOURCE.rglob("*.py") if f'"{version}"' in path.read_text("utf-8")]
    assert held == []


def test_what_is_written_at_work_is_not_tracked() -> None:
    made = re.compile(r"(^|/)(__pycache__|\.venv|site|cleanbill-out[^/]*|spark-warehouse)/|\.(pyc|duckdb)$")
    assert [name for name in map(str, tracked_files()) if made.search(name.removeprefix(f"{ROOT}/"))] == []

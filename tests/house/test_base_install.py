"""Who settles claims installs no Django, Splink, Typst or HiGHS; what is missing says how it is installed."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement

from cleanbill.core.optional import EXTRAS
from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process saw in which no optional library can be imported."""
    folder = tmp_path_factory.mktemp("bare")
    asked = [sys.executable, "-m", "tests.house.base_install", str(folder)]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_claims_are_settled_and_every_module_is_imported(bare: dict[str, Any]) -> None:
    assert bare["settled"] == [0, ""]
    assert bare["modules"] > 200
    assert bare["loaded"] == []


def test_every_command_of_the_base_install_loads(bare: dict[str, Any]) -> None:
    assert {"follow", "settle", "pay run", "remit check", "finance household", "contract"} <= set(bare["helped"])
    assert {name: code for name, code in bare["helped"].items() if code != 0} == {}


@pytest.mark.parametrize("library", EXTRAS)
def test_what_is_missing_gives_its_install_line(library: str, bare: dict[str, Any]) -> None:
    assert bare["said"][library].endswith(f"Install it: pip install 'cleanbill[{EXTRAS[library].extra}]'")


def test_a_command_without_its_library_ends_in_2(bare: dict[str, Any]) -> None:
    code, said = bare["status"]
    assert code == 2
    assert "pip install 'cleanbill[relief]'" in said
    assert "Traceback" not in said


def test_an_extra_brings_the_library_that_it_is_named_for() -> None:
    extras = PROJECT["optional-dependencies"]
    base = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert not base & {"django", "splink", "typst", "highspy", "cryptography"}
    for module, extra in EXTRAS.items():
        assert module in {Requirement(line).name for line in extras[extra.extra]}, module
    everything = Requirement(extras["all"][0]).extras
    assert everything | Requirement(extras["relief"][0]).extras >= {extra.extra for extra in EXTRAS.values()}

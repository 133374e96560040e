"""`import cleanbill` offers a few names, each loaded when it is used, and is quick."""

from __future__ import annotations

import doctest
import importlib
import json
import re
import subprocess
import sys
from importlib.metadata import version

import pytest

import cleanbill as cb
from tests.house.tree import SOURCE

SECONDS = 0.3
ONLY_STANDARD = """
import json, sys, time
before = set(sys.modules)
start = time.perf_counter()
import cleanbill
took = time.perf_counter() - start
tops = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps([took, sorted(tops - set(sys.stdlib_module_names))]))
"""
MODULES = ["cleanbill", "cleanbill.law"] + [
    f"cleanbill.door.{path.stem}" for path in sorted((SOURCE / "door").glob("*.py")) if path.stem != "__init__"
]


def test_the_import_alone_is_quick_and_takes_the_standard_library_only() -> None:
    ran = subprocess.run([sys.executable, "-c", ONLY_STANDARD], capture_output=True, text=True, check=True)
    took, others = json.loads(ran.stdout)
    assert others == ["cleanbill"]
    assert took < SECONDS


def test_each_public_name_can_be_had_and_says_what_it_is() -> None:
    assert len(dir(cb)) <= 26  # only the most commonly used
    for name in dir(cb):
        found = getattr(cb, name)
        assert name == "__version__" or found.__doc__, f"{name} has no docstring"


def test_a_name_is_a_function_whatever_was_imported_before() -> None:
    importlib.import_module("cleanbill.law.parameters")
    importlib.import_module("cleanbill.door.following")
    assert callable(cb.follow) and callable(cb.law)
    assert cb.law("us/debt_price").at("2026-01-01") == cb.law("us/debt_price").at("2026-01-02")


def test_types_are_told_for_the_same_names() -> None:
    """What mypy and editors read under TYPE_CHECKING is what there is."""
    text = (SOURCE / "__init__.py").read_text("utf-8")
    block = text.split("if TYPE_CHECKING:\n")[1].split("\n\n# ")[0]
    imported = set(re.findall(r"import \w+ as (\w+)", block))
    assert imported | {"law", "__version__"} == set(dir(cb))


def test_the_version_is_that_of_the_package() -> None:
    assert cb.__version__ == version("cleanbill")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="settel"):
        _ = cb.settel  # type: ignore[attr-defined]


def test_law_says_which_parameter_was_meant() -> None:
    with pytest.raises(cb.CleanbillError, match="Did you mean 'us/poverty_guideline'"):
        cb.law("us/poverty_guidline")
    with pytest.raises(cb.CleanbillError, match="is not a day"):
        cb.law("us/debt_price").at("soon")


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_docstrings_hold(module: str) -> None:
    ran = doctest.testmod(importlib.import_module(module))
    assert ran.failed == 0


def test_each_door_shows_an_example() -> None:
    shown = {module for module in MODULES if doctest.DocTestFinder().find(importlib.import_module(module))}
    assert shown
    for name in ("follow", "settle", "qualify", "select", "household"):
        assert ">>>" in (getattr(cb, name).__doc__ or ""), name

"""Files and functions stay short, and no file is a room for anything."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping, Set
from pathlib import Path
from statistics import median

import pytest

from tests.house.modules import MODULES, PACKAGES, TEXTS, importers
from tests.house.tree import ROOT, functions, python_files, source_files

LINES_OF_FILE, LINES_OF_FUNCTION, SHORT_LINES = 400, 50, 60
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "service", "services", "manager", "managers"}
MIGRATIONS = ROOT / "src/cleanbill/records/migrations"  # written by Django
CODE = [path for path in python_files("src", "tests", "scripts", "bench") if path.parent != MIGRATIONS]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_or_function_is_too_long_to_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LINES_OF_FILE
    assert long_functions(text) == {}


def long_functions(text: str) -> dict[str, int]:
    """Functions that are too long -> their lines."""
    lines = {f.name: f.end_lineno - f.lineno + 1 for f in functions(ast.parse(text)) if f.end_lineno is not None}
    return {name: count for name, count in lines.items() if count > LINES_OF_FUNCTION}


def test_every_name_says_what_is_inside() -> None:
    names = {part.stem for path in source_files() for part in (path, path.parent)}
    assert names & VAGUE == set()


def test_every_folder_of_modules_is_a_package() -> None:
    """Else the import contracts would not see what is in it."""
    folders = {path.parent for path in python_files("src") if path.parent != ROOT / "src"}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_room_is_empty() -> None:
    """A package has a docstring, its front door, and at least one more file."""
    for door in (ROOT / "src").rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(door.read_text("utf-8"))), f"{door.parent.name} says nothing of itself"
        assert len(list(door.parent.iterdir())) > 1, f"{door.parent.name} is empty"


def test_star_imports_are_not_used() -> None:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert all(name.name != "*" for name in node.names), path


# Packages with fewer modules of their own, each for a reason.
THIN = {
    "cleanbill.law": "its rooms are folders of YAML",
    "cleanbill.report.letters": "its words, type and template stand beside the code",
    "cleanbill.relief.value": "two subjects: what a debt is worth, and what its sellers are asked",
    "cleanbill.cli.finance": "a noun's verbs, as in every folder of the command line",
}
# Modules under 60 lines that are read by name, not imported.
SHORT = {"cleanbill.__main__", "cleanbill.records.apps", "cleanbill.records.ready"}


def own_modules() -> dict[str, int]:
    """Name -> lines, of every module that is not a door."""
    return {name: text.count("\n") for name, text in TEXTS.items() if name not in PACKAGES}


def test_modules_are_subjects_not_splinters() -> None:
    lines = own_modules()
    assert 250 <= len(lines) <= 320
    assert 150 <= median(lines.values()) <= 220
    assert sum(count < SHORT_LINES for count in lines.values()) <= len(lines) / 20


def test_no_short_module_is_its_neighbours_alone() -> None:
    assert splinters(own_modules(), importers(TEXTS)) == []


def test_a_splinter_is_seen() -> None:
    lines = {"a.b": 20, "a.c": 20, "a.d": 90, "a.e": 20}
    users = {"a.b": {"a.d"}, "a.c": {"a.d", "x.y"}, "a.d": {"a.b"}}
    assert splinters(lines, users) == ["a.b", "a.e"]


def splinters(lines: Mapping[str, int], users: Mapping[str, set[str]]) -> list[str]:
    """Modules under 60 lines that at most one other imports."""
    short = (name for name, count in lines.items() if count < SHORT_LINES and name not in SHORT)
    return sorted(name for name in short if len(users.get(name, ())) < 2)


def test_a_package_has_three_modules_or_is_one() -> None:
    assert thin(set(MODULES), PACKAGES) == sorted(THIN)


def test_a_thin_package_is_seen() -> None:
    assert thin({"a", "a.b", "a.b.c", "a.b.d", "a.e", "a.f"}, {"a", "a.b"}) == ["a.b"]


def thin(modules: Set[str], packages: Set[str]) -> list[str]:
    """Packages with fewer than three modules or packages in them."""
    inside = Counter(name.rpartition(".")[0] for name in modules)
    return sorted(name for name in packages if inside[name] < 3)


def test_what_is_too_long_is_seen() -> None:
    text = "def f():\n" + "    pass\n" * LINES_OF_FUNCTION
    assert long_functions(text) == {"f": LINES_OF_FUNCTION + 1}
    assert long_functions("def f():\n    pass\n") == {}

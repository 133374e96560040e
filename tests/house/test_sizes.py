"""Files and functions stay short, and no file is a room for anything."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import ROOT, functions, python_files, source_files

LINES_OF_FILE, LINES_OF_FUNCTION = 400, 50
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "service", "services", "manager", "managers"}
MIGRATIONS = ROOT / "src/cleanbill/records/migrations"  # written by Django
CODE = [path for path in python_files("src", "tests", "scripts", "bench") if path.parent != MIGRATIONS]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_or_function_is_too_long_to_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LINES_OF_FILE
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions(ast.parse(text)) if f.end_lineno is not None}
    assert {name: lines for name, lines in long.items() if lines > LINES_OF_FUNCTION} == {}


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

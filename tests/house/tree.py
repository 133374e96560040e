"""The files of the project, for the tests about the code."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "cleanbill"
BINARY = {".parquet", ".png", ".gz", ".woff2", ".ttf", ".zip", ".db"}


def python_files(*folders: str) -> list[Path]:
    """Every Python file under the folders, by path."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def source_files() -> list[Path]:
    """Every file of the package: those git tracks, or all of them outside a repository."""
    tracked = [path for path in tracked_files() if SOURCE in path.parents]
    every = [path for path in SOURCE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return sorted(tracked or every)


@cache
def tracked_files() -> tuple[Path, ...]:
    """What git tracks; empty outside a repository."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return tuple(p for name in asked.stdout.split("\0") if name and (p := ROOT / name).is_file())


@cache
def tracked_texts() -> dict[str, str]:
    """Path from the root -> text, for each tracked file that is text."""
    return {
        str(path.relative_to(ROOT)): path.read_text("utf-8", errors="replace")
        for path in tracked_files()
        if path.suffix not in BINARY
    }


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

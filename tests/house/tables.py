"""Finds every table class of the package, for the tests and for docs/."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import cleanbill
from cleanbill.core.tables import Table

SOURCE = Path(cleanbill.__file__).parent
STORY = ("people", "care", "payer", "bills", "debt", "ledger", "fund", "relief", "proof")
OF_OTHERS = SOURCE / "care" / "synthea" / "read.py"  # what Synthea writes is Synthea's to describe
DECLARES = re.compile(r"^from cleanbill\.core\.tables import .*\bTable\b[\s\S]*^class \w+\(", re.MULTILINE)


def table_classes() -> list[type[Table]]:
    """Each `Table` subclass that says what one row is, wherever it stands, in the order of the story."""
    found: list[type[Table]] = []
    for path in (path for package in STORY for path in _declaring(SOURCE / package)):
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        module = importlib.import_module(name)
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Table) and value.__module__ == name
            if hasattr(value, "__grain__")
        ]
    return found


def _declaring(package: Path) -> list[Path]:
    """Files that declare tables, the package's own before those of packages inside it."""
    files = package.rglob("*.py") if package.is_dir() else [package.with_suffix(".py")]
    return sorted(
        (path for path in files if path != OF_OTHERS and DECLARES.search(path.read_text("utf-8"))),
        key=lambda path: (len(path.parts), path),
    )

"""Finds every table class of the package, for the tests and for docs/."""

from __future__ import annotations

import importlib
from pathlib import Path

import cleanbill
from cleanbill.core.table import Table

SOURCE = Path(cleanbill.__file__).parent


def table_classes() -> list[type[Table]]:
    """Each `Table` subclass in a file named tables.py, in the order of the story."""
    found: list[type[Table]] = []
    story = ["people", "care", "payer", "bills", "debt", "ledger", "fund", "relief"]
    files = sorted(
        SOURCE.glob("*/*tables.py"), key=lambda f: story.index(f.parent.name) if f.parent.name in story else 99
    )
    for file in files:
        module = importlib.import_module(f"cleanbill.{file.parent.name}.{file.stem}")
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Table) and value.__module__ == module.__name__
        ]
    return found

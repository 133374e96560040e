"""Finds every table class of the package, for the tests and for docs/."""

from __future__ import annotations

import importlib
from pathlib import Path

import cleanbill
from cleanbill.core.table import Table

SOURCE = Path(cleanbill.__file__).parent
STORY = ("people", "care", "payer", "bills", "debt", "ledger", "fund", "relief")


def table_classes() -> list[type[Table]]:
    """Each `Table` subclass in a package's tables.py, in the order of the story."""
    found: list[type[Table]] = []
    for package in STORY:
        if not (SOURCE / package / "tables.py").exists():
            continue
        module = importlib.import_module(f"cleanbill.{package}.tables")
        found += [
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, Table) and value.__module__ == module.__name__
        ]
    return found

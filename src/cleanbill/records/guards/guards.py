"""Puts the guards into a database, takes them away for a change of its tables, and tells which are not there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
FUNCTION = re.compile(r"CREATE FUNCTION (\w+\([^)]*\))")
INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


@cache
def statements(vendor: str) -> tuple[str, ...]:
    """The guards of a kind of database; statements stand apart by an empty line."""
    text = (Path(__file__).parent / f"{vendor}.sql").read_text("utf-8")
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def install(connection: Any) -> None:
    """Creates every guard on a Django connection whose tables exist."""
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drops every guard: only within a migration, which installs them again before it ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"{INSTALLED['sqlite']} AND tbl_name LIKE 'records\\_%' ESCAPE '\\'")
            drops = [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]
        else:  # a function takes its triggers with it
            functions = {name for statement in statements(connection.vendor) for name in FUNCTION.findall(statement)}
            drops = [f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in sorted(functions)]
        for drop in drops:
            cursor.execute(drop)


def missing(connection: Any) -> set[str]:
    """Names of guards that the database does not have, or has switched off."""
    wanted = {name for statement in statements(connection.vendor) for name in TRIGGER.findall(statement)}
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        return wanted - {row[0] for row in cursor.fetchall()}

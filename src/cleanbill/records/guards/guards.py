"""Puts the guards into a database, and tells which are not there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
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


def missing(connection: Any) -> set[str]:
    """Names of guards that the database does not have, or has switched off."""
    wanted = {name for statement in statements(connection.vendor) for name in TRIGGER.findall(statement)}
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        return wanted - {row[0] for row in cursor.fetchall()}

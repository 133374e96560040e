"""Where a store lies: a SQLite file in its folder, or PostgreSQL where CLEANBILL_DATABASE names one.

Plain settings, which need no Django; `store` opens what they name.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cleanbill.core.errors import CleanbillError
from cleanbill.core.optional import needs

SETTING = "CLEANBILL_DATABASE"
FILE = "records.sqlite3"
BUSY_SECONDS = 60  # how long a process waits for another's step
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"


@dataclass(frozen=True, slots=True)
class OpenStore:
    """An open store; `alias` is its name among this process's databases. Several can be open at once."""

    folder: Path
    alias: str

    def close(self) -> None:
        """Closes this process's connection; the store opens again by itself when it is used."""
        from django.db import connections  # noqa: PLC0415 (optional; it is there once a store is open)

        connections[self.alias].close()


def begun(folder: Path) -> bool:
    """Whether a folder has the records of a programme; of PostgreSQL, whether there is the folder."""
    return folder.is_dir() and (bool(os.environ.get(SETTING, "")) or (folder / FILE).exists())


def sqlite(folder: Path) -> dict[str, Any]:
    """Django's settings of the file in `folder`: a step takes the one writer's place at its start."""
    options = {"timeout": BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": PRAGMAS}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder.resolve() / FILE), "OPTIONS": options}


def postgresql(address: str) -> dict[str, Any]:
    """Django's settings of postgresql://user:password@host:port/name?options; errors never show the address."""
    wrong = f"{SETTING} is not an address of a database. Write it as postgresql://user:password@host:port/name."
    try:
        parts = urlsplit(address)
        port = parts.port or 5432
    except ValueError:
        raise CleanbillError(wrong) from None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name or "/" in name:
        raise CleanbillError(wrong)
    with needs("psycopg", "A store in PostgreSQL"):
        import psycopg  # noqa: F401, PLC0415 (optional; Django loads it by its own name for it)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port),
        "OPTIONS": options,
    }

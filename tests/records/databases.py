"""Databases for the tests of the records: a SQLite folder, or a PostgreSQL database of its own."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.records.cluster import SETTING

KINDS = ("sqlite", "postgresql")


def server_address() -> str:
    """Where PostgreSQL runs for these tests: see the fixture `server`, which says so to child processes too."""
    return os.environ[SETTING]


@contextmanager
def address(kind: str, template: str = "") -> Iterator[str]:
    """The address of a new database of the kind, gone afterwards; empty for SQLite, which lies in a folder."""
    if kind == "sqlite":
        yield ""
        return
    name = f"records_{uuid.uuid4().hex}"
    server(f"CREATE DATABASE {name}" + (f" TEMPLATE {template.rsplit('/', 1)[1]}" if template else ""))
    try:
        yield f"{server_address().rsplit('/', 1)[0]}/{name}"
    finally:
        server(f"DROP DATABASE {name} WITH (FORCE)")


def server(statement: str) -> None:
    import psycopg  # noqa: PLC0415 (optional driver)

    with psycopg.connect(server_address(), autocommit=True) as held:
        held.execute(statement)


@contextmanager
def outsider(folder: Path, at: str) -> Iterator[Any]:
    """A connection past the records, as somebody with a database's own client has: autocommitting."""
    if at:
        import psycopg  # noqa: PLC0415 (optional driver)

        with psycopg.connect(at, autocommit=True) as held:
            yield held
        return
    with closing(sqlite3.connect(folder / "records.sqlite3", isolation_level=None)) as held:
        yield held

"""Databases for the tests of the records: a SQLite folder, or a PostgreSQL database of its own."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

SERVER = os.environ.get("CLEANBILL_TEST_DATABASE", "")  # .ci/run starts one and says where
KINDS = ("sqlite", "postgresql")


def needs(kind: str) -> None:
    """Skips where the kind of database is not there."""
    if kind == "postgresql" and not SERVER:
        pytest.skip("no PostgreSQL: CLEANBILL_TEST_DATABASE names none (.ci/run starts one)")


@contextmanager
def address(kind: str, template: str = "") -> Iterator[str]:
    """The address of a new database of the kind, gone afterwards; empty for SQLite, which lies in a folder."""
    if kind == "sqlite":
        yield ""
        return
    name = f"records_{uuid.uuid4().hex}"
    server(f"CREATE DATABASE {name}" + (f" TEMPLATE {template.rsplit('/', 1)[1]}" if template else ""))
    try:
        yield f"{SERVER.rsplit('/', 1)[0]}/{name}"
    finally:
        server(f"DROP DATABASE {name} WITH (FORCE)")


def server(statement: str) -> None:
    import psycopg  # noqa: PLC0415 (optional driver)

    with psycopg.connect(SERVER, autocommit=True) as held:
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

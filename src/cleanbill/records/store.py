"""Opens the store of a programme: sets the database up, brings its tables up to date, checks its guards."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.records import guards
from cleanbill.records.database import BUSY_SECONDS, SETTING, OpenStore, postgresql, sqlite

OPENING_LOCK = 0x636C6E62  # "clnb": one process at a time brings PostgreSQL's tables up to date


Store = OpenStore  # to the steps and readings, which are the methods of the public one


def open_store(folder: Path, address: str | None = None) -> Store:
    """The store of `folder`: `records.sqlite3` in it, or PostgreSQL where `address` or CLEANBILL_DATABASE is set."""
    address = os.environ.get(SETTING, "") if address is None else address
    if not folder.is_dir():
        raise CleanbillError(f"There is no folder {folder}. Make it first: the programme's records go into it.")
    settings = postgresql(address) if address else sqlite(folder)
    store = Store(folder, _known(settings))
    try:
        with _alone(store, folder):
            _brought_up_to_date(connections[store.alias])
    except DatabaseError as error:
        kind = type(error).__name__
        raise CleanbillError(f"The store of {folder} cannot be opened ({kind}). Is the database there?") from None
    return store


def _known(settings: dict[str, Any]) -> str:
    """The alias of a database of these settings, which Django knows from now on."""
    text = "\n".join(f"{name}={settings[name]}" for name in sorted(settings))
    alias = f"records-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    if alias not in connections.settings:
        filled = connections.configure_settings({"default": {}, alias: settings})
        connections.settings[alias] = filled[alias]
    return alias


@contextmanager
def _alone(store: Store, folder: Path) -> Iterator[None]:
    """Two processes that open a new store at once would both make its tables."""
    connection = connections[store.alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [OPENING_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [OPENING_LOCK])
        return
    lock = folder / "records.opening"
    with closing(sqlite3.connect(lock, timeout=BUSY_SECONDS, isolation_level=None)) as opened:
        opened.execute("BEGIN EXCLUSIVE")
        yield


def _brought_up_to_date(connection: Any) -> None:
    executor = MigrationExecutor(connection)
    ours = executor.loader.graph.leaf_nodes("records")  # not the tables of a web application's other apps
    plan = executor.migration_plan(ours)
    if plan:
        executor.migrate(ours, plan)
    if gone := guards.missing(connection):
        raise BrokenLaw(
            f"The store lacks {len(gone)} of its guards ({', '.join(sorted(gone))}). Somebody took them away: verify "
            "its chain of acts against a head noted elsewhere, and go on from a backup."
        )

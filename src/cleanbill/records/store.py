"""Opens the store of a programme: sets the database up, brings its tables up to date, checks its guards."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.core.optional import needs
from cleanbill.records import guards

# Where a store lies: a SQLite file in its folder, or PostgreSQL where CLEANBILL_DATABASE names one.


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


# What staff may do. A person may have several roles; still nobody approves what they proposed.


ROLES = {
    "prepare": "offers, analyses, proposals, owning, recalls, mailing, closing",
    "approve": "decides what another proposed: bids, abolitions, mailings",
    "books": "posts and corrects entries of the ledger",
    "staff": "adds people and changes what they may do",
}
USER = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


def checked_user(user: str) -> str:
    """The user name, which has one spelling: two people cannot be one in other letters."""
    if not USER.fullmatch(user):
        raise CleanbillError("A user name has lower-case letters, digits, '.', '_' and '-', at most 60, and no spaces.")
    return user


def checked_roles(roles: frozenset[str]) -> str:
    """The roles as they are stored."""
    if unknown := roles - set(ROLES):
        raise CleanbillError(f"There is no role {', '.join(sorted(unknown))}. Roles are {', '.join(ROLES)}.")
    return ",".join(sorted(roles))


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
    told = "\n".join(f"{name}={settings[name]}" for name in sorted(settings))
    alias = f"records-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
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
    with closing(sqlite3.connect(lock, timeout=BUSY_SECONDS, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
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

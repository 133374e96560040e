"""A store on each kind of database; PostgreSQL skips by name where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cleanbill import records
from cleanbill.records import Store
from tests.records import databases


@dataclass(frozen=True)
class Opened:
    """An open store, and how to reach its database past the records."""

    kind: str
    folder: Path
    address: str
    store: Store

    def outside(self, statement: str) -> list[tuple[Any, ...]]:
        """Runs one statement with the database's own client."""
        with databases.outsider(self.folder, self.address) as held:
            done = held.execute(statement)
            return list(done.fetchall()) if done.description else []


@pytest.fixture(params=databases.KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    databases.needs(request.param)
    return str(request.param)


@pytest.fixture
def opened(kind: str, new: Callable[[str], Opened]) -> Opened:
    return new(kind)


@pytest.fixture
def store(opened: Opened) -> Store:
    return opened.store


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[Path, str]]]:
    """A new store of each kind, closed, to be copied: its tables are made once a session."""
    known: dict[str, tuple[Path, str]] = {}
    with ExitStack() as held:

        def make(kind: str) -> tuple[Path, str]:
            if kind not in known:
                folder = tmp_path_factory.mktemp(kind)
                at = held.enter_context(databases.address(kind))
                records.open_store(folder, at).close()
                known[kind] = folder, at
            return known[kind]

        yield make


@pytest.fixture
def new(tmp_path: Path, made: Callable[[str], tuple[Path, str]]) -> Iterator[Callable[[str], Opened]]:
    """Makes stores; their databases go with the test."""
    with ExitStack() as held:

        def make(kind: str) -> Opened:
            template, its_address = made(kind)
            folder = tmp_path / f"programme-{len(list(tmp_path.iterdir()))}"
            shutil.copytree(template, folder)
            at = held.enter_context(databases.address(kind, its_address))
            opened = records.open_store(folder, at)
            held.callback(opened.close)
            return Opened(kind, folder, at, opened)

        yield make

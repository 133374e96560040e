"""A store on each kind of database; PostgreSQL skips by name where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cleanbill import records
from cleanbill.records import Store
from tests.records import cluster, databases


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


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL, which child processes find in the environment; skips where there is none."""
    with ExitStack() as held:
        try:
            at = held.enter_context(cluster.running())
        except cluster.NoServer as why:
            pytest.skip(str(why))
        patch = held.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(cluster.SETTING, at)
        yield at


@pytest.fixture(params=databases.KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        request.getfixturevalue("server")
    return str(request.param)


@pytest.fixture
def opened(kind: str, new: Callable[[str], Opened]) -> Opened:
    return new(kind)


@pytest.fixture
def store(opened: Opened) -> Store:
    return opened.store


@contextmanager
def template(kind: str, folder: Path) -> Iterator[tuple[Path, str]]:
    """A new store of the kind, closed, to be copied."""
    with databases.address(kind) as at:
        records.Store.open(folder, at).close()
        yield folder, at


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    with template("sqlite", tmp_path_factory.mktemp("sqlite")) as made:
        yield made


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory, server: str) -> Iterator[tuple[Path, str]]:
    with template("postgresql", tmp_path_factory.mktemp("postgresql")) as made:
        yield made


@pytest.fixture
def made(request: pytest.FixtureRequest) -> Callable[[str], tuple[Path, str]]:
    """A new store of each kind, closed, to be copied: its tables are made once a session."""
    return lambda kind: request.getfixturevalue(f"{kind}_template")  # type: ignore[no-any-return]


@pytest.fixture
def new(tmp_path: Path, made: Callable[[str], tuple[Path, str]]) -> Iterator[Callable[[str], Opened]]:
    """Makes stores; their databases go with the test."""
    with ExitStack() as held:

        def make(kind: str) -> Opened:
            template, its_address = made(kind)
            folder = tmp_path / f"programme-{len(list(tmp_path.iterdir()))}"
            shutil.copytree(template, folder)
            at = held.enter_context(databases.address(kind, its_address))
            opened = records.Store.open(folder, at)
            held.callback(opened.close)
            return Opened(kind, folder, at, opened)

        yield make

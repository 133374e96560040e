"""What every test may ask for: an engine, the shared data, the project's root."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
ENGINES = ("duckdb", "sail")

os.environ.setdefault("RUST_LOG", "error")  # Sail tells every step otherwise


@pytest.fixture(scope="session", autouse=True)
def _quick_plans() -> Iterator[None]:
    """Most of the time of many tests is that of planning small tables."""
    from cleanbill.core import process as garbage  # noqa: PLC0415 (tests of the Makefile need no engine)

    with garbage.seldom_looked_for():
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Files that others wrote, beside the project; the test skips where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared/data beside the project")
    return SHARED


@pytest.fixture(scope="session")
def duckdb_engine(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A DuckDB connection, for what needs no second engine."""
    from cleanbill.engine import connect  # noqa: PLC0415 (tests of the Makefile need no engine)

    return connect("duckdb", scratch=tmp_path_factory.mktemp("duckdb"))


@pytest.fixture(scope="session")
def sail_engine() -> Iterator[Any]:
    """A Sail connection, one a session: a server of its own starts behind it."""
    if importlib.util.find_spec("pysail") is None:
        pytest.skip("Sail is not installed: pip install 'cleanbill[sail]'")
    from cleanbill.engine import connect  # noqa: PLC0415 (optional engine)

    con = connect("sail")
    yield con
    con.disconnect()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Any:
    """An Ibis backend: the test runs once on DuckDB and once on Sail."""
    return request.getfixturevalue(f"{request.param}_engine")

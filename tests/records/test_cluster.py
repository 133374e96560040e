"""The tests' own PostgreSQL: it goes with who started it, and where there is none its tests say so and skip."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.records import cluster

STARTS = """
import time
from tests.records.cluster import running
with running() as address:
    print(address, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def none_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(cluster.SETTING, raising=False)


def test_a_server_that_runs_already_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cluster.SETTING, "postgresql://somebody@elsewhere/postgres")
    with cluster.running() as address:
        assert address == "postgresql://somebody@elsewhere/postgres"


def test_where_there_are_no_programs_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(Path, "glob", lambda *_: iter(()))
    with (
        pytest.raises(cluster.NoServer, match=r"CLEANBILL_TEST_DATABASE names none, and there is no initdb"),
        cluster.running(),
    ):
        pass


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_the_server_and_its_folder_go_however_the_tests_end(by: signal.Signals, server: str, root: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o777)  # PostgreSQL's user has its folder there
        command, env = [sys.executable, "-c", STARTS], {"TMPDIR": place, "PYTHONPATH": str(root)}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as tests:
            assert tests.stdout is not None
            address = tests.stdout.readline().strip()
            assert address
            tests.send_signal(by)
        until = time.monotonic() + 10
        while _answers(address) or list(Path(place).iterdir()):
            assert time.monotonic() < until
            time.sleep(0.05)


def _answers(address: str) -> bool:
    import psycopg  # noqa: PLC0415 (optional driver)

    try:
        psycopg.connect(address, connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True

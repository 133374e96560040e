"""A command that is ended leaves nothing half written, and what stood there before."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer

from cleanbill.cli.main import main

PEOPLE = 60_000  # in two parts, so in processes


@contextmanager
def hearing_ctrl_c() -> Iterator[None]:
    """What is started within hears Ctrl-C, though nohup or a shell without a terminal started the tests deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def ended_when(there: str, out: Path, by: signal.Signals) -> int:
    """Exit code of a demo that was sent a signal once its scratch folder had a path like `there`."""
    command = [sys.executable, "-m", "cleanbill", "demo", "--people", str(PEOPLE), "--out", out]
    with hearing_ctrl_c():
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not list(out.parent.glob(f".{out.name}-*/{there}")):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(by)
    return process.wait(60)


@pytest.mark.parametrize("there", ["result", "result/person.parquet"])
def test_a_sigterm_leaves_nothing(there: str, tmp_path: Path) -> None:
    assert ended_when(there, tmp_path / "run", signal.SIGTERM) == 143
    assert list(tmp_path.iterdir()) == []


def test_so_does_ctrl_c(tmp_path: Path) -> None:
    assert ended_when("result", tmp_path / "run", signal.SIGINT) == 130
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_is_broken_off_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB meets the signal inside a query and raises an error of its own."""

    def broken_off(*_: object, **__: object) -> None:
        with pytest.raises(SystemExit):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)  # a second one is not heard
        raise RuntimeError("Query interrupted")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(typer.Typer, "__call__", broken_off)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 143
    assert signal.getsignal(signal.SIGTERM) is before

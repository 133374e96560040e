"""The command line in the test's own process: what a command prints, how it ends, and nothing left behind.

Starting Python and its libraries costs a second or more a command; few tests are about that. Those that are (signals,
`kill -9`, the exit code of the program itself, what is loaded) start a process of their own.
"""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

from cleanbill.cli import main

PAGE_WIDTH = {"COLUMNS": "100"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code and the text that it printed."""

    returncode: int
    stdout: str
    stderr: str


def cleanbill(*arguments: str | Path, cwd: Path | None = None, environment: Mapping[str, str] = PAGE_WIDTH) -> Ended:
    """Runs `cleanbill ARGUMENTS` in this process, in a folder, with `environment` added to what there is.

    An error that a process would print as a traceback is raised. Handlers of signals, the environment and the folder
    are afterwards as before, and a command that leaves a process running fails the test.
    """
    out, errors = io.StringIO(), io.StringIO()
    with _as_before(), redirect_stdout(out), redirect_stderr(errors):
        os.environ.update(environment)
        if cwd is not None:
            os.chdir(cwd)
        code = _exit_code([str(argument) for argument in arguments])
    assert active_children() == [], "the command left a process running"
    return Ended(code, out.getvalue(), errors.getvalue())


def _exit_code(arguments: Sequence[str]) -> int:
    try:
        main(list(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@contextmanager
def _as_before() -> Iterator[None]:
    """Afterwards the environment and the working folder are what they were; so must be the handlers of signals."""
    environment, folder = dict(os.environ), Path.cwd()
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        yield
    finally:
        os.chdir(folder)
        if os.environ != environment:
            os.environ.clear()
            os.environ.update(environment)
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == handlers

"""A PostgreSQL of the tests' own: on a free port, in a folder that goes with it when the tests end, however they do."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SETTING = "CLEANBILL_TEST_DATABASE"  # names a server that runs already
SECONDS_TO_START = 30
UNSAFE_BUT_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
# the server stops, and its folder goes, when this process closes the shell's input, be it by dying
UNTIL_LET_GO = '"$@" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf "${PGDATA%/*}"'


class NoServer(Exception):
    """There is no PostgreSQL for the tests; says why."""


@contextmanager
def running() -> Iterator[str]:
    """The address of a database that may make others: the one that the setting names, or of a server started here.

    Raises NoServer where there is neither.
    """
    if given := os.environ.get(SETTING):
        yield given
        return
    programs, owner = _programs(), _owner()
    folder = Path(tempfile.mkdtemp(prefix="cleanbill-postgresql-"))
    if owner:
        shutil.chown(folder, owner["user"], owner["group"])
    try:
        port = _free_port()
        with _server(programs, folder, port, owner):
            address = f"postgresql://cleanbill@127.0.0.1:{port}/postgres"
            _wait_for(address, folder)
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    known = [str(found[-1])] if found else []
    if not (initdb := shutil.which("initdb") or "".join(known)):
        raise NoServer(f"no PostgreSQL: {SETTING} names none, and there is no initdb to make one")
    return Path(initdb).resolve().parent


def _owner() -> dict[str, Any]:
    """Whom the server runs as, as arguments of Popen; PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        raise NoServer("no PostgreSQL: it does not run as root, and there is no user postgres") from None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _server(programs: Path, folder: Path, port: int, owner: dict[str, Any]) -> Iterator[None]:
    """Makes the cluster in the folder and runs its server for the block."""
    data = folder / "data"
    start: dict[str, Any] = {"cwd": folder, "env": {"PGDATA": str(data), "PATH": os.defpath, "LC_ALL": "C"}, **owner}
    making = [programs / "initdb", "--auth", "trust", "--username", "cleanbill", "--encoding", "UTF8", "--no-sync"]
    made = subprocess.run(making, capture_output=True, text=True, check=False, **start)
    if made.returncode:
        raise NoServer(f"no PostgreSQL: initdb said {made.stderr.strip()}")
    settings = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *UNSAFE_BUT_QUICK)
    command = [programs / "postgres", *(word for setting in settings for word in ("-c", setting))]
    with (folder / "log").open("wb") as log:
        shell = subprocess.Popen(
            ["/bin/sh", "-c", UNTIL_LET_GO, "sh", *command],
            stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True, **start,
        )  # fmt: skip
    try:
        yield
    finally:
        shell.communicate()


def _wait_for(address: str, folder: Path) -> None:
    import psycopg  # noqa: PLC0415 (optional driver)

    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(address, connect_timeout=1).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                log = (folder / "log").read_text("utf-8", errors="replace")
                raise NoServer(f"no PostgreSQL: it did not start: {log[-500:]}") from None
            time.sleep(0.05)

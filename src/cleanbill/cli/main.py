"""The commands, each loaded only when it is called, so that `--help` is quick."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children
from typing import Annotated, Any

import typer
from rich.console import Console

from cleanbill.cli.commands import COMMANDS
from cleanbill.cli.groups import group
from cleanbill.core import process as garbage
from cleanbill.core.errors import BadInput, BrokenLaw, CleanbillError

DONE, BROKEN_LAW, BAD_INPUT = 0, 1, 2
TERMINATED = 128 + signal.SIGTERM


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 (no other command needs it)

        print(f"cleanbill {version('cleanbill')}")
        raise typer.Exit(DONE)


SAYS = """Follow every medical bill to its end, under any payer's rules.

Start with: cleanbill demo
"""


def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options of the command itself."""


app = group(COMMANDS, SAYS, _options, completes=True)


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command line; errors that a user can act on end in exit code 2, a SIGTERM in 143."""
    try:
        with _ended_by_sigterm(), garbage.seldom_looked_for():
            app(arguments, prog_name="cleanbill")
    except BadInput as bad:
        _tell(f"{len(bad.findings)} finding{'s' if len(bad.findings) != 1 else ''}; nothing was written:", bad)
    except BrokenLaw as broken:
        Console(stderr=True, soft_wrap=True).print(str(broken), style="bold red")
        sys.exit(BROKEN_LAW)
    except CleanbillError as error:
        _tell("This cannot be done:", error)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """A SIGTERM ends the block as Ctrl-C does, so that nothing half written is left; later ones are not heard."""
    told = False

    def end(*_: object) -> None:
        nonlocal told
        if not told:
            told = True
            for worker in active_children():  # Ctrl-C reaches them by itself
                worker.terminate()
            raise SystemExit(TERMINATED)

    try:
        before = signal.signal(signal.SIGTERM, end)
    except ValueError:  # only the main thread may
        yield
        return
    try:
        yield
    except Exception:
        if told:  # an engine that is broken off raises an error of its own
            raise SystemExit(TERMINATED) from None
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(headline: str, error: CleanbillError) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(headline, style="bold red")
    for line in str(error).splitlines():
        console.print(f"- {line}", markup=False)
    sys.exit(BAD_INPUT)

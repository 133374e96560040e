"""The commands, each loaded only when it is called, so that `--help` is quick."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import active_children
from typing import Any, TypeAlias

import typer
from rich.console import Console
from typer.core import TyperGroup

from cleanbill.cli.options import plain_app
from cleanbill.core import process as garbage
from cleanbill.core.errors import BadInput, BrokenLaw, CleanbillError

# Groups of commands that are loaded only when they are called, so that each starts as quickly as it can.


# name -> module below cleanbill.cli that holds `command`, or "module:name", and its line in the list
Commands: TypeAlias = Mapping[str, tuple[str, str]]


def group(commands: Commands, says: str) -> typer.Typer:
    """An app of `commands`; `says` is its help."""
    app = plain_app(no_args_is_help=True, cls=_on_call(commands))
    app.callback(help=says)(_nothing)
    return app


def _nothing() -> None:
    """A group does nothing by itself."""


def _on_call(commands: Commands) -> type[TyperGroup]:
    class OnCall(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(commands)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name not in commands:
                return None
            module, _, name = commands[cmd_name][0].partition(":")
            return getattr(import_module(f"cleanbill.cli.{module}"), name or "command")

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            with formatter.section("Commands"):
                formatter.write_dl([(name, says) for name, (_, says) in commands.items()])

    return OnCall


DONE, BROKEN_LAW, BAD_INPUT = 0, 1, 2
TERMINATED = 128 + signal.SIGTERM

COMMANDS = {
    "demo": ("follow", "Follow the bills of sample residents, in three worlds."),
    "follow": ("follow:follow_command", "Follow the bills of your own tables, or of a Synthea folder."),
    "statement": (
        "remit:statement_command",
        "One person's bills on paper: billed, paid, what is asked of them and why.",
    ),
    "people": ("people", "Residents: prove each has one cover on every day; the population beside its targets."),
    "settle": ("settle", "Settle the same claims under several plans, side by side."),
    "pay": ("pay", "From settled claims to money and 835 remittances: once, with interest where late."),
    "remit": ("remit", "Check that remittances (X12 835) balance."),
    "claims": ("claims", "Read 837 and FHIR claims; calibrate the generated year of care."),
    "fees": ("fees", "Fee schedules: load CMS's files, check prices."),
    "finance": ("finance.run", "What a single-payer bill costs whom: budget, households, debt, published studies."),
    "contract": ("contract", "What single payer frees for an employer and its workers, contract by contract."),
    "fund": ("fund", "Given money: gifts in, what is there and how old it is, the books out."),
    "relief": ("relief.programmes", "Relief, from what is offered to debts abolished; who qualifies, what to buy."),
    "proof": ("proof", "Claims with an answer key, and a scorer for anyone's engine."),
}

SAYS = """Follow every medical bill to its end, under any payer's rules.

Start with: cleanbill demo
"""

app = group(COMMANDS, SAYS)


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

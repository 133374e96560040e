"""The commands, each loaded only when it is called, so that `--help` is quick."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import active_children
from typing import Annotated, Any, TypeAlias

import typer
from rich.console import Console
from typer._click.exceptions import NoSuchOption
from typer._click.shell_completion import CompletionItem
from typer.core import TyperCommand, TyperGroup

from cleanbill.cli.commands import COMMANDS
from cleanbill.cli.options import plain_app
from cleanbill.core import process as garbage
from cleanbill.core.errors import BadInput, BrokenLaw, CleanbillError, near_miss

# Groups of commands that are loaded only when they are called, so that each starts as quickly as it can.
#
# A misspelt command or option is answered with the one that was probably meant. Names are
# completed in the shell from the rows alone, without loading a command.


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its function as "module:name" below `cleanbill.cli`, and its line in the list of commands."""

    function: str
    says: str

    def load(self) -> Any:
        """The command itself, with what it imports."""
        module, _, name = self.function.partition(":")
        app = plain_app()
        app.command(cls=_Guiding)(getattr(import_module(f"cleanbill.cli.{module}"), name))
        return typer.main.get_command(app)


@dataclass(frozen=True, slots=True)
class Noun:
    """Commands on one thing; `says` is its line in the list and its help."""

    commands: Mapping[str, Command]
    says: str

    def load(self) -> Any:
        """The group of its commands, none of them loaded."""
        return typer.main.get_command(group(self.commands, self.says))


Commands: TypeAlias = Mapping[str, Command | Noun]


def group(
    commands: Commands | Mapping[str, Command],
    says: str,
    options: Callable[..., None] | None = None,
    *,
    completes: bool = False,
) -> typer.Typer:
    """An app of `commands`; `says` is its help, `options` a function whose arguments are options of its own.

    `completes` adds --install-completion and --show-completion.
    """
    app = plain_app(no_args_is_help=True, cls=_on_call(commands), completes=completes)
    app.callback(help=says)(options or _nothing)
    return app


def _nothing() -> None:
    """A group does nothing by itself."""


def _on_call(commands: Commands | Mapping[str, Command]) -> type[TyperGroup]:
    class OnCall(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(commands)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            row = commands.get(cmd_name)
            return None if row is None else row.load()

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            word = args[0]
            if word not in commands and not word.startswith("-") and not ctx.resilient_parsing:
                ctx.fail(f"No such command {word!r}.{_meant(near_miss(word, commands))}")
            return super().resolve_command(ctx, args)

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            return _guided(super().parse_args, ctx, args)

        def format_commands(self, ctx: Any, formatter: Any) -> None:
            with formatter.section("Commands"):
                formatter.write_dl([(name, row.says) for name, row in commands.items()])

        def shell_complete(self, ctx: Any, incomplete: str) -> list[CompletionItem]:
            named = [(name, row.says) for name, row in commands.items() if name.startswith(incomplete)]
            options = super(TyperGroup, self).shell_complete(ctx, incomplete)
            return [*(CompletionItem(name, help=says) for name, says in named), *options]

    return OnCall


class _Guiding(TyperCommand):
    """A command that answers a misspelt option with the one that was probably meant."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return _guided(super().parse_args, ctx, args)


def _guided(parse: Callable[[Any, list[str]], list[str]], ctx: Any, args: list[str]) -> list[str]:
    try:
        return parse(ctx, args)
    except NoSuchOption as wrong:
        options = [name for param in ctx.command.get_params(ctx) for name in (*param.opts, *param.secondary_opts)]
        wrong.message = f"No such option {wrong.option_name!r}.{_meant(near_miss(wrong.option_name, options))}"
        wrong.possibilities = None  # else they are told a second time
        raise


def _meant(word: str | None) -> str:
    return "" if word is None else f" Did you mean {word}?"


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

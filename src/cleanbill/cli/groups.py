"""Groups of commands that are loaded only when they are called, so that each starts as quickly as it can.

A misspelt command or option is answered with the one that was probably meant. Names are
completed in the shell from the rows alone, without loading a command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias

import typer
from typer._click.exceptions import NoSuchOption
from typer._click.shell_completion import CompletionItem
from typer.core import TyperCommand, TyperGroup

from cleanbill.cli.options import plain_app
from cleanbill.core.errors import near_miss


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

    commands: Mapping[str, Command | Noun]
    says: str

    def load(self) -> Any:
        """The group of its commands, none of them loaded."""
        return typer.main.get_command(group(self.commands, self.says))


Commands: TypeAlias = Mapping[str, Command | Noun]


def group(
    commands: Commands,
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


def _on_call(commands: Commands) -> type[TyperGroup]:
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

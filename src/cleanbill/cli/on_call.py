"""Groups of commands that are loaded only when they are called, so that each starts as quickly as it can."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, TypeAlias

import typer
from typer.core import TyperGroup

from cleanbill.cli.options import plain_app

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

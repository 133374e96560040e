"""Groups of commands that are loaded only when they are called, so that each starts as quickly as it can."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from typer.core import TyperGroup


def on_call(commands: Mapping[str, tuple[str, str]]) -> type[TyperGroup]:
    """A group of `commands`: name -> module below cleanbill.cli that holds `command`,
    or "module:name", and its line in the list."""

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

"""`cleanbill relief`: who qualifies for relief, and what funds should buy."""

from __future__ import annotations

import typer

from cleanbill.cli.on_call import on_call

COMMANDS = {
    "plan": ("relief_plan", "Which debts on offer qualify, and what your funds should buy of them."),
    "programmes": ("relief_programmes", "The programmes that ship, and their rules on a day."),
}

_app = typer.Typer(
    cls=on_call(COMMANDS),
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@_app.callback()
def relief() -> None:
    """Relief: who qualifies, and what funds should buy of what is offered."""


command = typer.main.get_command(_app)

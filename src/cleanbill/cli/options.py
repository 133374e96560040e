"""Options that several commands share, read and checked in one place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from cleanbill.core.errors import CleanbillError


def plain_app(
    *, no_args_is_help: bool = False, cls: type[TyperGroup] | None = None, completes: bool = False
) -> typer.Typer:
    """An app of one command, or of a noun's: plain help, and no traceback with values of a person in it.

    `completes` adds the options that install completion in the shell.
    """
    return typer.Typer(
        rich_markup_mode=None,
        add_completion=completes,
        pretty_exceptions_enable=False,
        no_args_is_help=no_args_is_help,
        cls=cls,
    )


Seed = Annotated[int, typer.Option(help="Number that all chance is drawn from; the same seed gives the same bytes.")]
FundDollars = Annotated[str, typer.Option("--fund", help="Dollars given to buy debt with.", metavar="DOLLARS")]
Price = Annotated[
    str | None,
    typer.Option("--price", help="Cents paid for a dollar of debt.  [default: law/us/debt_price]", metavar="CENTS"),
]
AimOf = Annotated[
    str, typer.Option("--aim", help="What the fund buys most of: face, people, freed, harm, poorest (docs/relief.md).")
]
ProgrammeOf = Annotated[
    str,
    typer.Option(
        "--programme",
        help="Whose rule decides: a programme that ships (`relief programmes list`), or a YAML file.",
        metavar="PROGRAMME",
    ),
]
Today = Annotated[
    str | None,
    typer.Option("--today", help="The day the run is of.  [default: the end of last year]", metavar="YYYY-MM-DD"),
]
Out = Annotated[Path, typer.Option("--out", help="Folder for the result, written whole or not at all.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")]

OUT = Path("cleanbill-out")


def day(text: str, option: str) -> date:
    """The day that was typed for an option like "--on"; CleanbillError says what is wrong with it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CleanbillError(f"{option} {text} is not a day. Write it like 2025-12-31.") from None

"""Options that the commands of `cleanbill pay` share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cleanbill.core.errors import CleanbillError

Registry = Annotated[Path, typer.Option(help="Folder of what was paid so far, as pay run makes it.")]
Settled = Annotated[Path, typer.Option(help="Folder that cleanbill settle wrote.", metavar="FOLDER")]
PlanOf = Annotated[str | None, typer.Option("--plan", help="The plan to take, where several were settled.")]


def day(text: str, option: str) -> date:
    """The day that was typed for an option like "--on"; CleanbillError says what is wrong with it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CleanbillError(f"{option} {text} is not a day. Write it like 2025-12-31.") from None

"""An act of the office as a command of its own, and the sentence that it ends with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.cli.options import day
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.records import By, Purchase

SHOWN = 10  # lines of a schedule that are named


def said(text: str) -> None:
    """Prints a sentence as it is."""
    Console(highlight=False).print(text, soft_wrap=True, markup=False)


def said_where(purchase: Purchase) -> None:
    """Prints where a purchase stands."""
    face, price, gone = (
        usd(amount) for amount in (purchase.face_cents, purchase.price_cents, purchase.abolished_cents)
    )  # fmt: skip
    said(f"{purchase.purchase_id} is {purchase.state}: {face} for {price}, {gone} abolished.")


def lines_told(lines: Sequence[int]) -> str:
    """Lines of a schedule in words, the first ten of them."""
    more = f" and {len(lines) - SHOWN:,} more" if len(lines) > SHOWN else ""
    return f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines[:SHOWN]))}{more}"


# Options of commands that act on the records of a programme: where they are, who acts, and when.


Where = Annotated[Path, typer.Option("--store", help="Folder of the programme's records.", metavar="FOLDER")]
Who = Annotated[str, typer.Option("--as", help="User name of who acts.", metavar="USER")]
When = Annotated[str | None, typer.Option("--at", help="The moment, ISO 8601 with its zone.  [default: now]")]
Name = Annotated[str, typer.Argument(help="The purchase.", metavar="PURCHASE")]
STORE = Path("programme")


def by(user: str, at: str | None) -> By:
    """Who acts, and when."""
    if at is None:
        return By(user, datetime.now(UTC).replace(microsecond=0))
    try:
        return By(user, datetime.fromisoformat(at))
    except ValueError:
        raise CleanbillError(f"--at {at} is no moment. Write it like 2026-11-24T12:00:00+00:00.") from None


def on_day(today: str | None) -> date:
    """The day that was typed for --today, or else the day it is."""
    return datetime.now(UTC).date() if today is None else day(today, "--today")

"""A step of a purchase as a command of its own, and the sentence that it ends with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from rich.console import Console

from cleanbill import records
from cleanbill.cli.options import plain_app
from cleanbill.core.money import usd


def as_command(step: Callable[..., None]) -> Any:
    """The command of a function with options."""
    app = plain_app()
    app.command()(step)
    return typer.main.get_command(app)


def said(text: str) -> None:
    """Prints a sentence as it is."""
    Console(highlight=False).print(text, soft_wrap=True, markup=False)


def told(held: records.Store, purchase: str) -> None:
    """Prints where a purchase stands."""
    one = records.purchase(held, purchase)
    face, price, gone = (usd(each) for each in (one.face_cents, one.price_cents, one.abolished_cents))
    said(f"{purchase} is {one.state}: {face} for {price}, {gone} abolished.")

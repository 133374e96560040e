"""Prints tables so that no number in them is cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

if TYPE_CHECKING:
    from cleanbill.door import View


WORDS = re.compile(r"[A-Za-z]")  # how a cell of words begins
WIDEST = 10_000  # no table is wider


def print_table(table: Table, console: Console | None = None) -> None:
    """Prints `table`: on a narrow screen words fold and then rows run on; into a file or pipe, as wide as it is.

    A number cut short ("$6,167,403,…") would be taken for another.
    """
    console = console or Console(highlight=False)
    unbounded = console.options.update(max_width=WIDEST)
    for column in table.columns:
        column.overflow = "fold"
        if column.justify == "right" or column.no_wrap:
            cells = (column.header, *column.cells)
            column.no_wrap = True
            column.min_width = max(Measurement.get(console, unbounded, cell).maximum for cell in cells)
    needs = Measurement.get(console, unbounded, table)
    width = max(console.width if console.is_terminal else needs.maximum, needs.minimum)
    Console(file=console.file, highlight=False, width=width).print(table)


def print_view(view: View, console: Console | None = None) -> None:
    """Prints what a door returned: numbers to the right, words to the left."""
    table = Table(title=view.title, title_justify="left")
    for number, name in enumerate(view.head):
        numbers = number > 0 and not any(WORDS.match(row[number]) for row in view.rows)
        table.add_column(name, justify="right" if numbers else "left", no_wrap=numbers)
    for row in view.rows:
        table.add_row(*row)
    print_table(table, console)
    if view.note:
        (console or Console(highlight=False)).print(view.note, soft_wrap=True)

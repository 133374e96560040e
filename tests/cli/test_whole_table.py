"""No number of a table is cut, on however narrow a screen."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console
from rich.table import Table

from cleanbill.cli.output import print_table


def _printed(console: Console) -> str:
    table = Table()
    table.add_column("what it is for")
    table.add_column("dollars", justify="right")
    table.add_column("closing %", justify="right")
    table.add_row("use of care by those who had no cover", "$6,167,403,999", "115.45")
    print_table(table, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [10, 40, 200])
def test_a_terminal_sees_every_digit(width: int) -> None:
    out = _printed(Console(file=StringIO(), force_terminal=True, width=width, color_system=None))
    assert "$6,167,403,999" in out
    assert "closing %" in out


def test_words_fold_on_a_terminal_before_rows_run_on() -> None:
    out = _printed(Console(file=StringIO(), force_terminal=True, width=40, color_system=None))
    assert max(map(len, out.splitlines())) <= 40


def test_a_file_has_a_row_on_a_line() -> None:
    out = _printed(Console(file=StringIO(), width=40))
    assert "use of care by those who had no cover" in out

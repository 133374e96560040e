"""Writes tables down that are read more than once, and forgets them together.

An expression is worked out anew wherever it is used: a rule that joins lines to
what it found among them doubles the work before it. A table kept is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import ibis
import ibis.expr.types as ir

Keep: TypeAlias = Callable[[ir.Table], ir.Table]


def not_kept(table: ir.Table) -> ir.Table:
    """`table` as it is, to be worked out each time: for few rows, and engines without tables of their own."""
    return table


@contextmanager
def kept(con: Any) -> Iterator[Keep]:
    """A `Keep` into tables of DuckDB, which are dropped where the block ends."""
    names: list[str] = []

    def keep(table: ir.Table) -> ir.Table:
        names.append(ibis.util.gen_name("cleanbill_kept"))
        made: ir.Table = con.create_table(names[-1], table, temp=True)
        return made

    try:
        yield keep
    finally:
        for name in names:
            con.drop_table(name)

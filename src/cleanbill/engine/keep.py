"""Writes tables down that are read more than once, and forgets them together.

An expression is worked out anew wherever it is used: a rule that joins lines to
what it found among them doubles the work before it. A table kept is worked out
once. Kept tables are steps that can be taken again, once what they read has changed.
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


class Steps:
    """Tables that DuckDB works out one after another: the plan of each is made once, however often it is taken."""

    def __init__(self, con: Any) -> None:
        self._con = con
        self._made: list[tuple[str, str]] = []

    def keep(self, table: ir.Table) -> ir.Table:
        """`table`, worked out now, with the types that Ibis takes its columns to have."""
        name = ibis.util.gen_name("cleanbill_step")
        self._con.create_view(f"{name}_plan", table)
        kinds = self._con.compiler.type_mapper
        columns = (
            f'CAST("{column}" AS {kinds.to_string(kind)}) AS "{column}"' for column, kind in table.schema().items()
        )
        self._made.append((name, f"SELECT {', '.join(columns)} FROM {name}_plan"))
        self._take(*self._made[-1])
        return self._con.table(name, database=("temp", "main"))

    def again(self) -> None:
        """Every step once more, in order, of what its tables and views hold now."""
        self._forget()
        for name, rows in self._made:
            self._take(name, rows)

    def drop(self) -> None:
        """Forgets all tables and their plans."""
        self._forget()
        for name, _ in self._made:
            self._con.raw_sql(f"DROP VIEW IF EXISTS {name}_plan")
        self._made.clear()

    def _take(self, name: str, rows: str) -> None:
        self._con.raw_sql(f"CREATE TEMP TABLE {name} AS {rows}")

    def _forget(self) -> None:
        for name, _ in self._made:
            self._con.raw_sql(f"DROP TABLE IF EXISTS temp.main.{name}")


@contextmanager
def kept(con: Any) -> Iterator[Keep]:
    """A `Keep` into tables of DuckDB, which are dropped where the block ends."""
    steps = Steps(con)
    try:
        yield steps.keep
    finally:
        steps.drop()

"""Writes tables down that are read more than once, and forgets them together.

An expression is worked out anew wherever it is used: a rule that joins lines to
what it found among them doubles the work before it. A table kept is worked out
once. Kept tables are steps that can be taken again, once what they read has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

Keep: TypeAlias = Callable[[ir.Table], ir.Table]


def not_kept(table: ir.Table) -> ir.Table:
    """`table` as it is, to be worked out each time: for few rows, and engines without tables of their own."""
    return table


@dataclass(frozen=True, slots=True)
class Step:
    """A table worked out: its name, the SQL of its rows, and the tables it reads."""

    name: str
    rows: str
    reads: frozenset[str]


class Steps:
    """Tables that DuckDB works out one after another: the plan of each is made once, however often it is taken."""

    def __init__(self, con: Any) -> None:
        self._con = con
        self._made: list[Step] = []

    def keep(self, table: ir.Table) -> ir.Table:
        """`table`, worked out now, with the types that Ibis takes its columns to have."""
        name = ibis.util.gen_name("cleanbill_step")
        self._con.create_view(f"{name}_plan", table)
        kinds = self._con.compiler.type_mapper
        columns = (
            f'CAST("{column}" AS {kinds.to_string(kind)}) AS "{column}"' for column, kind in table.schema().items()
        )
        reads = frozenset(read.name for read in table.op().find(ops.PhysicalTable))
        self._made.append(Step(name, f"SELECT {', '.join(columns)} FROM {name}_plan", reads))
        self._take(self._made[-1])
        return self._con.table(name, database=("temp", "main"))

    def again(self, changed: Collection[str]) -> None:
        """Every step that reads tables or views of `changed`, or what comes of them, once more in order."""
        gone = set(changed)
        for step in self._made:
            if step.reads & gone:
                gone.add(step.name)
        stale = [step for step in self._made if step.name in gone]
        self._forget(stale)
        for step in stale:
            self._take(step)

    def drop(self) -> None:
        """Forgets all tables and their plans."""
        self._forget(self._made)
        for step in self._made:
            self._con.raw_sql(f"DROP VIEW IF EXISTS {step.name}_plan")
        self._made.clear()

    def _take(self, step: Step) -> None:
        self._con.raw_sql(f"CREATE TEMP TABLE {step.name} AS {step.rows}")

    def _forget(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self._con.raw_sql(f"DROP TABLE IF EXISTS temp.main.{step.name}")


@contextmanager
def kept(con: Any) -> Iterator[Keep]:
    """A `Keep` into tables of DuckDB, which are dropped where the block ends."""
    steps = Steps(con)
    try:
        yield steps.keep
    finally:
        steps.drop()

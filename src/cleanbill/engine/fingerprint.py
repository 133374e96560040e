"""A number that equal values share, to bring together the few rows that may belong together.

Each engine has its own, and values that differ may share one: compare the
values themselves before anything is decided by it, and write none of it down
but between two steps.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import Any

import ibis
import ibis.expr.types as ir


def fingerprint(*values: ir.Value) -> ir.Value:
    """That of two or more texts, dates and earlier fingerprints, in their order: the function `hash` of the engine.

    Halved, since DuckDB's is unsigned and takes all of 64 bits.
    """
    whole = reduce(lambda one, other: _of_two(str(one.type()), str(other.type()))(one, other), values)
    return (whole >> 1).cast("int64")


@cache
def _of_two(one: str, other: str) -> Any:
    def of_two(first: Any, second: Any) -> None:
        """The engine computes it."""

    return ibis.udf.scalar.builtin(of_two, name="hash", signature=((one, other), "int32"))  # as Spark has it

"""Makes a sum of cents, or a rank, int64 in the engine too, not only in the type that Ibis believes it has."""

from __future__ import annotations

import ibis.expr.types as ir


def whole(cents: ir.IntegerValue) -> ir.IntegerValue:
    """`cents` as int64: DuckDB's sums are 128 bits wide, which Parquet would hold as floats; Spark's ranks are 32.

    Ibis leaves out a cast to the type it believes a value to have, hence the detour.
    """
    return cents.cast("decimal(18, 0)").cast("int64")

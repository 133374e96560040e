"""Whole cents in the engine: running sums, shares rounded by the one rule, int64, and a left join by key.

`sum().over(window(order_by=...))` is a whole total in Ibis; `cumsum` is the running one. Order by a full key, or
ties differ between engines.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP, half_up

# A left join that leaves the key's columns once.


def left_join(left: ir.Table, right: ir.Table, key: Sequence[str]) -> ir.Table:
    """`left` with the columns of `right`, null where it has no row of the `key`."""
    both = left.left_join(right, list(key))
    return both.drop(*(f"{name}_right" for name in key if f"{name}_right" in both.columns))


# The one rule by which a share of money is rounded: half cents go up.
#
# Ibis's `//` divides in floating point and floors, exact while the product
# stays below 2^53: amounts up to $9 billion a row at 10,000 bp. Used on rows,
# never on totals.


def share_bp(amount: ir.IntegerValue, rate_bp: ir.IntegerValue | int) -> ir.IntegerValue:
    """`rate_bp` of a non-negative amount in cents, as int64 cents."""
    return half_up(amount * rate_bp, WHOLE_BP).cast("int64")


# Makes a sum of cents, or a rank, int64 in the engine too, not only in the type that Ibis believes it has.


def to_int64(cents: ir.IntegerValue) -> ir.IntegerValue:
    """`cents` as int64: DuckDB's sums are 128 bits wide, which Parquet would hold as floats; Spark's ranks are 32.

    Ibis leaves out a cast to the type it believes a value to have, hence the detour.
    """
    return cents.cast("decimal(18, 0)").cast("int64")


def running_sum(value: ir.IntegerColumn, *, within: Sequence[str], order: Sequence[str]) -> ir.IntegerColumn:
    """Sum of `value` over the rows of `within` up to and with this row, int64."""
    return to_int64(value.cumsum(group_by=list(within), order_by=list(order)))

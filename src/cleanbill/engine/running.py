"""A running total that is one.

`sum().over(window(order_by=...))` is a whole total in Ibis; `cumsum` is the
running one. Order by a full key, or ties differ between engines.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir

from cleanbill.engine.whole import whole


def running_sum(value: ir.IntegerColumn, *, within: Sequence[str], order: Sequence[str]) -> ir.IntegerColumn:
    """Sum of `value` over the rows of `within` up to and with this row, int64."""
    return whole(value.cumsum(group_by=list(within), order_by=list(order)))

"""The one rule by which a share of money is rounded: half cents go up.

Ibis's `//` divides in floating point and floors, exact while the product
stays below 2^53: amounts up to $9 billion a row at 10,000 bp. Used on rows,
never on totals.
"""

from __future__ import annotations

import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP


def share_bp(amount: ir.IntegerValue, rate_bp: ir.IntegerValue | int) -> ir.IntegerValue:
    """`rate_bp` of a non-negative amount in cents, as int64 cents."""
    return ((amount * rate_bp + WHOLE_BP // 2) // WHOLE_BP).cast("int64")

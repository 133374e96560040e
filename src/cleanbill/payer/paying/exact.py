"""Whole cents by division of large whole numbers, exact on each engine.

Ibis's `//` divides in floating point, which is exact below 2^53 only. Taking
the remainder off first leaves a quotient that a float holds exactly, so the
dividend may be as large as an int64.
"""

from __future__ import annotations

import ibis.expr.types as ir


def rounded_share(dividend: ir.IntegerValue, divisor: ir.IntegerValue | int) -> ir.IntegerValue:
    """`dividend` / `divisor`, both not negative, half up, int64; the quotient below 2^52."""
    twice = dividend * 2 + divisor
    whole = divisor * 2
    return ((twice - twice % whole) / whole).round().cast("int64")

"""The price of an account: its face at the price of a dollar, at least one cent."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import share_bp

LEAST_CENTS = 1  # what an account costs at the least


def price(face_cents: ir.IntegerValue, price_bp: int) -> ir.IntegerValue:
    """Price in cents of a face in cents; rounded per account, so that prices add up."""
    return ibis.greatest(share_bp(face_cents, price_bp), LEAST_CENTS).cast("int64")

"""The allowed amount: the reference fee at the plan's price level, at most the charge.

The reference schedule is the average of all payers; `law/us/price_relative`
says how far each payer's prices lie from it.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import share_bp
from cleanbill.payer.terms import with_terms

RECOGNISED = "recognised_cents"  # where lines have it and it is not null, it is the plan's price of the line itself


def allowed(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Adds `allowed_cents`."""
    lines = lines if "plan_price_bp" in lines.columns else with_terms(lines, terms, "plan_price_bp")
    fee = share_bp(lines.fee_cents, lines.plan_price_bp)
    if RECOGNISED in lines.columns:
        fee = ibis.coalesce(lines[RECOGNISED], fee)
    used = [name for name in ("fee_cents", "plan_price_bp", RECOGNISED) if name in lines.columns]
    return lines.mutate(allowed_cents=ibis.least(lines.charge_cents, fee)).drop(*used)

"""Payment: which bills are left unpaid, by the family's income and the bill's size.

Values and sources in law/us/bill_payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.engine import share_bp

WHOLE_BP_SQUARED = 100_000_000


def payment(bills: ir.Table, rule: Mapping[str, Any]) -> ir.Table:
    """Adds `paid_cents`, `written_off_cents` and `debt_cents` to bills with `assisted_cents`."""
    asked = bills.patient_share_cents - bills.assisted_cents
    odds = _band(bills.fpl_bp, rule["in_debt_bp"], "up_to_fpl_bp") * _band(asked, rule["left_unpaid_bp"], "up_to_cents")
    # pays_ppm / 10^6 < odds / 10^8, in whole numbers
    on_credit = ~bills.benefit.isin(rule["paid_at_the_counter"]) & (asked > 0)
    unpaid = (bills.pays_ppm * (WHOLE_BP_SQUARED // 1_000_000) < odds) & on_credit
    paid = ibis.ifelse(unpaid, share_bp(asked, rule["paid_before_stopping_bp"]), asked).cast("int64")
    left = asked - paid
    small = left < rule["written_off_below_cents"]
    return bills.mutate(
        paid_cents=paid,
        written_off_cents=ibis.ifelse(small, left, 0).cast("int64"),
        debt_cents=ibis.ifelse(small, 0, left).cast("int64"),
    )


def _band(value: ir.IntegerValue, bands: list[Mapping[str, Any]], limit: str) -> ir.IntegerValue:
    """The share of the first band whose limit is not below `value`; the last has none."""
    branches = [(value <= band[limit], band["share_bp"]) for band in bands if band[limit] is not None]
    return ibis.cases(*branches, else_=bands[-1]["share_bp"]).cast("int64")

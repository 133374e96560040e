"""The reference price of a line where a file has charges only.

Claim lines in, claim lines with `fee_cents` out. The assumption is law
us/charge_to_fee: what providers ask, as a share of the reference price, by
kind of care. Days before its first value take the first.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter

CHARGE_TO_FEE = "us/charge_to_fee"


def fee_from_charge(lines: ir.Table) -> ir.Table:
    """`lines` with `fee_cents`, from `benefit`, `service_date` and `charge_cents`."""
    return lines.mutate(fee_cents=fee_cents(lines))


def fee_cents(lines: ir.Table) -> ir.IntegerColumn:
    """charge x 10,000 / rate in whole cents, the rest dropped, and never above the charge; int64."""
    fee = (lines.charge_cents * WHOLE_BP // _rate_bp(lines)).cast("int64")
    return ibis.least(fee, lines.charge_cents)


def _rate_bp(lines: ir.Table) -> ir.IntegerColumn:
    """The rate in force on the day of service."""
    dated = sorted(parameter(CHARGE_TO_FEE).values.items())
    rate = _by_benefit(lines, dated[0][1])
    for start, rates in dated[1:]:
        rate = ibis.cases((lines.service_date >= ibis.date(start), _by_benefit(lines, rates)), else_=rate)
    return rate


def _by_benefit(lines: ir.Table, rates: dict[str, int]) -> ir.IntegerColumn:
    return ibis.cases(*((lines.benefit == benefit, ibis.literal(bp, "int64")) for benefit, bp in rates.items()))

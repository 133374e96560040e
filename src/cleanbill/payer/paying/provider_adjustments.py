"""What an 835 says of a payee's run beside its claims: rows for PLB segments.

Signs are PLB's own: a positive amount lowers the payment. Claims less all
rows is what is paid (835 law of the transaction: CLP04 - PLB = BPR02).
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

Carried = Literal["FB", "WO"]


def provider_adjustments(remittance: ir.Table, *, carried: Carried = "FB") -> ir.Table:
    """fund_id, payee_id, run_on, code (string), cents (int64), rows of 0 left out.

    L6 interest, CT capitation, PI instalments. What a payee owes is carried by
    "FB" (the balance before comes in, positive; the balance after goes out,
    negative) or by "WO" (what of this run's reversals is not yet recovered,
    negative; what is recovered of earlier ones, positive; X12 RFI 1756).
    """
    earlier = ibis.least(remittance.withheld_cents, remittance.opening_cents)
    not_yet = remittance.reversed_cents - (remittance.withheld_cents - earlier)
    balances = {
        "FB": [remittance.opening_cents, -remittance.closing_cents],
        "WO": [earlier, -not_yet],
    }[carried]
    rows = [
        ("L6", -remittance.interest_cents),
        ("CT", -remittance.capitation_cents),
        ("PI", -remittance.budget_cents),
        *((carried, cents) for cents in balances),
    ]
    told = [
        remittance.select("fund_id", "payee_id", "run_on", code=ibis.literal(code), cents=cents.cast("int64"))
        for code, cents in rows
    ]
    every = ibis.union(*told)
    return every.filter(every.cents != 0)

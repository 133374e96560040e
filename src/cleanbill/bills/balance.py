"""Law 3: patient share = paid + assisted + written off + debt, per bill."""

from __future__ import annotations

import ibis.expr.types as ir


def bill_faults(bills: ir.Table) -> ir.Table:
    """One row: `bills`, `unbalanced`, and the share they add up to, `patient_share_cents`."""
    ends = bills.assisted_cents + bills.paid_cents + bills.written_off_cents + bills.debt_cents
    wrong = (ends != bills.patient_share_cents) | (bills.debt_cents < 0) | (bills.paid_cents < 0)
    return bills.aggregate(
        bills=bills.count().cast("int64"),
        unbalanced=wrong.cast("int64").sum().fill_null(0).cast("int64"),
        patient_share_cents=bills.patient_share_cents.sum().fill_null(0).cast("int64"),
    )

"""Checks of settled lines: law 1 (nothing of a charge is lost) and law 2 (nothing is due).

Each gives one row: how many lines were looked at and how many break the law.
"""

from __future__ import annotations

from collections.abc import Collection

import ibis
import ibis.expr.types as ir


def settled_faults(settled: ir.Table, *, free_plans: Collection[str]) -> ir.Table:
    """One row: `lines` and those `unbalanced` (law 1), `free` lines under `free_plans` and those `due` (law 2)."""
    shares = (
        settled.contractual_cents
        + settled.plan_paid_cents
        + settled.other_payer_cents
        + settled.patient_share_cents
        + settled.other_cents
    )
    parts = settled.deductible_cents + settled.coinsurance_cents + settled.copay_cents + settled.not_covered_cents
    negative = ibis.least(
        settled.contractual_cents, settled.plan_paid_cents, settled.deductible_cents, settled.coinsurance_cents
    )
    unbalanced = (shares != settled.charge_cents) | (parts != settled.patient_share_cents) | (negative < 0)
    free = settled.plan_id.isin([*free_plans, ""])  # never an empty list: Ibis makes no column of one
    due = free & (settled.patient_share_cents != 0)
    return settled.aggregate(
        lines=settled.count().cast("int64"),
        unbalanced=unbalanced.cast("int64").sum().fill_null(0).cast("int64"),
        free=free.cast("int64").sum().fill_null(0).cast("int64"),
        due=due.cast("int64").sum().fill_null(0).cast("int64"),
    )

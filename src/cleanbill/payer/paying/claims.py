"""Fee for service: what a plan owes for each claim, from its settled lines.

In: `settled_line` of one world and version, and receipts (claim_id, version,
received_on, approved_on, clean). Out: `payable`, one row a receipt.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.payer.paying.tables import Payable


def claims_payable(settled: ir.Table, receipts: ir.Table, *, fund_id: str) -> ir.Table:
    """`payable` of kind "claim": the plan's part of all lines of the claim, to its provider.

    A receipt without lines is a void claim: nothing is owed under it.
    """
    owed = settled.group_by("claim_id").aggregate(
        payee_id=settled.provider_id.max(), amount_cents=settled.plan_paid_cents.sum().cast("int64")
    )
    beside = receipts.left_join(owed, "claim_id")
    return beside.mutate(
        payable_id=beside.claim_id,
        kind=ibis.literal("claim"),
        fund_id=ibis.literal(fund_id),
        amount_cents=ibis.coalesce(beside.amount_cents, 0).cast("int64"),
    ).select(*ibis_schema(Payable).names)

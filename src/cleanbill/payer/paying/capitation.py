"""Capitation: so much a member a month to whom they are assigned, by spans of cover.

In: spans (person_id, payee_id, start, end) and rates (payee_id,
member_month_cents). Out: `payable`, one row a payee for the month. A later
version for the same month, made from corrected cover, replaces it.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.tables import ibis_schema
from cleanbill.payer.paying.tables import Payable


def capitation(spans: ir.Table, rates: ir.Table, month: date, *, fund_id: str, version: int = 1) -> ir.Table:
    """`payable` of kind "capitation" for the month that `month` lies in.

    A member counts where a span holds on the day of the month that
    law/single_payer/paying names, once however many spans hold.
    """
    held = law.parameter("single_payer/paying").at(month)
    counted = ibis.literal(month.replace(day=held["counted_on"]))
    members = spans.filter((spans.start <= counted) & (spans.end >= counted))
    heads = members.group_by("payee_id").aggregate(members=members.person_id.nunique().cast("int64"))
    priced = rates.left_join(heads, "payee_id")
    return priced.select(
        payable_id=ibis.literal(f"capitation:{month:%Y-%m}:") + priced.payee_id,
        version=ibis.literal(version, "int64"),
        kind=ibis.literal("capitation"),
        payee_id=priced.payee_id,
        fund_id=ibis.literal(fund_id),
        received_on=counted,
        approved_on=counted,
        clean=ibis.literal(value=False),
        amount_cents=(ibis.coalesce(priced.members, 0) * priced.member_month_cents).cast("int64"),
    ).select(*ibis_schema(Payable).names)

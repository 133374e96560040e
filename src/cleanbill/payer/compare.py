"""The same claims under several plans in one pass: members crossed with plans, then the one settlement.

In: `claim_line`, members and the plans' ids, the first being the one that
others are compared with. Out: `compared_claim`, one row per claim and plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.engine import joined, whole
from cleanbill.payer.tables import KEY, ComparedClaim

SUMS = (
    "charge_cents", "allowed_cents", "contractual_cents", "plan_paid_cents",
    "other_payer_cents", "patient_share_cents", "other_cents",
)  # fmt: skip
STATUSES = ("paid", "pended", "denied", "replaced", "voided")  # of a claim: the first that any of its lines has
PAID, DENIED = STATUSES.index("paid"), STATUSES.index("denied")
LINE = (*KEY, "person_id", "service_date", *SUMS)


def under_each(members: ir.Table, plan_ids: Sequence[str]) -> ir.Table:
    """`members` once under each plan, on the days they have now."""
    copies = [members.mutate(plan_id=ibis.literal(name)) for name in plan_ids]
    return reduce(lambda one, other: one.union(other), copies)


def compare(
    settled: ir.Table, first: str, *, decided: ir.Table | None = None, unsettled: ir.Table | None = None
) -> ir.Table:
    """`compared_claim` from lines settled under several plans; `first` is the plan to compare with.

    `decided` (`edits.edit`) tells which lines were denied; those of `unsettled` are
    counted, with their charge, and have no shares.
    """
    lines = settled.mutate(rank=ibis.literal(PAID, "int8"))
    if decided is not None:
        lines = _with_denied(settled, decided)
    if unsettled is not None:
        lines = lines.select(*LINE, "rank").union(_waiting(unsettled).select(*LINE, "rank"))
    claims = lines.group_by("plan_id", "claim_id").aggregate(
        person_id=lines.person_id.min(),
        service_date=lines.service_date.min(),
        rank=lines["rank"].min(),
        lines=lines.count().cast("int64"),
        **{name: whole(lines[name].sum()) for name in SUMS},
    )
    base = claims.filter(claims.plan_id == first).select(
        claim="claim_id", paid_first="plan_paid_cents", share_first="patient_share_cents"
    )
    both = claims.inner_join(base, claims.claim_id == base.claim)
    told = both.mutate(
        status=both["rank"].cases(*enumerate(STATUSES), else_="paid"),
        plan_paid_difference_cents=both.plan_paid_cents - both.paid_first,
        patient_share_difference_cents=both.patient_share_cents - both.share_first,
    )
    return told.select(*ibis_schema(ComparedClaim).names)


def _with_denied(settled: ir.Table, decided: ir.Table) -> ir.Table:
    """Settled lines with the rank of their status."""
    denied = decided.filter(decided.status == "denied").select(*KEY, denied=ibis.literal(True))
    both = joined(settled, denied, KEY)
    rank = ibis.ifelse(both.denied.fill_null(False), DENIED, PAID).cast("int8")
    return both.mutate(rank=rank).drop("denied")


def _waiting(unsettled: ir.Table) -> ir.Table:
    """Lines that were not settled, with their charge alone and the rank of their status."""
    rank = unsettled.status.cases(*((name, rank) for rank, name in enumerate(STATUSES)), else_=0).cast("int8")
    nothing = {name: ibis.literal(0, "int64") for name in SUMS if name != "charge_cents"}
    return unsettled.mutate(rank=rank, **nothing)


def compared_totals(compared: ir.Table) -> ir.Table:
    """One row per plan: claims by status, and the sums of cents."""
    counts = {f"claims_{name}": (compared.status == name).cast("int64").sum().cast("int64") for name in STATUSES}
    sums = {name: whole(compared[name].sum()) for name in SUMS}
    totals = compared.group_by("plan_id").aggregate(claims=compared.count().cast("int64"), **counts, **sums)
    return totals.order_by("plan_id")

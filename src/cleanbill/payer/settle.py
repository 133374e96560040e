"""Settles claim lines under the plan each person is under on the day of service.

In: `claim_line`, members (person_id, family_id, plan_id, start, end) and the
terms of every plan. Out: `settled_line`, its shares adding up to the charge.
The window form is exact for lines that are not negative and whole families.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.table import ibis_schema
from cleanbill.payer.allowed import allowed
from cleanbill.payer.cost_share import cost_share
from cleanbill.payer.deductible import deductible
from cleanbill.payer.out_of_pocket import out_of_pocket
from cleanbill.payer.tables import SettledLine

UNCOVERED_PLAN = "none"  # the plan of a day on which a person has no cover


def settle(lines: ir.Table, members: ir.Table, terms: ir.Table, *, world: str) -> ir.Table:
    """`settled_line` for `world`; one row per line of `lines`, in no order.

    `members` holds every person of the lines once a day at most; `lines` must
    hold whole plan years of whole families, or limits would start anew.
    """
    priced = allowed(_under_plan(lines, members, terms))
    return _shares(out_of_pocket(cost_share(deductible(priced))), world)


def _under_plan(lines: ir.Table, members: ir.Table, terms: ir.Table) -> ir.Table:
    families = members.select("person_id", "family_id").distinct()
    spans = _spans(members)
    on_the_day = [
        lines.person_id == spans.member_id,
        lines.service_date >= spans.start,
        lines.service_date <= spans.end,
    ]
    placed = lines.inner_join(families, "person_id").left_join(spans, on_the_day)
    placed = placed.mutate(
        plan_id=ibis.coalesce(placed.plan_id, UNCOVERED_PLAN),
        on_policy=ibis.coalesce(placed.on_policy, 1),
        plan_year=placed.service_date.year(),
    ).drop("member_id", "start", "end")
    placed = placed.inner_join(terms, ["plan_id", "benefit"])
    shared = ~placed.embedded & (placed.on_policy > 1)
    own = ibis.ifelse(shared, placed.plan_family_deductible_cents, placed.plan_deductible_cents)
    return placed.mutate(plan_deductible_cents=own)


def _spans(members: ir.Table) -> ir.Table:
    """The members' spans with `on_policy`: how many of the family the plan has ever had."""
    policies = members.group_by("family_id", "plan_id").aggregate(on_policy=members.person_id.nunique().cast("int64"))
    spans = members.inner_join(policies, ["family_id", "plan_id"])
    return spans.select("plan_id", "start", "end", "on_policy", member_id="person_id")


def _shares(lines: ir.Table, world: str) -> ir.Table:
    not_covered = ibis.ifelse(lines.covered, 0, lines.allowed_cents).cast("int64")
    lines = lines.mutate(not_covered_cents=not_covered)
    patient = lines.deductible_cents + lines.copay_cents + lines.coinsurance_cents + lines.not_covered_cents
    lines = lines.mutate(
        world=ibis.literal(world),
        patient_share_cents=patient,
        plan_paid_cents=lines.allowed_cents - patient,
        other_payer_cents=ibis.literal(0, "int64"),
        other_cents=ibis.literal(0, "int64"),
    )
    return lines.select(*ibis_schema(SettledLine).names)

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
from cleanbill.payer.terms import with_terms

UNCOVERED_PLAN = "none"  # the plan of a day on which a person has no cover
YEARS, ACCUMULATORS = 10_000, 1_000  # more than there are: room in a whole number for each

# What lines bring along while they are sorted over and over: the less, the faster. The
# plan's terms are looked up by `terms_no` where a rule needs them.
CARRIED = (
    "claim_id", "line", "service_date", "person_id", "provider_id", "charge_cents", "fee_cents",
    "terms_no", "person_year", "family_year", "family_policy",
)  # fmt: skip
NO_SHARE = {name: ibis.literal(0, "int64") for name in ("deductible_cents", "copay_cents", "coinsurance_cents")}


def settle(lines: ir.Table, members: ir.Table, terms: ir.Table, *, world: str) -> ir.Table:
    """`settled_line` for `world`; one row per line of `lines`, in no order.

    `members` holds every person of the lines once a day at most; `lines` must
    hold whole plan years of whole families, or limits would start anew.
    """
    placed = allowed(with_terms(_under_plan(lines, members, terms), terms, "shares_cost"), terms)
    shared = _cost_shared(placed.filter(placed.shares_cost), terms)
    unshared = placed.filter(~placed.shares_cost).mutate(**NO_SHARE)
    settled = shared.union(unshared.select(*shared.columns))
    return _shares(with_terms(settled, terms, "plan_id", "benefit", "covered"), world)


def _cost_shared(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """The three shares of lines whose cost the plan and the patient share.

    Other lines add nothing to any running sum, so leaving them out changes no share.
    """
    lines = out_of_pocket(cost_share(deductible(lines, terms), terms), terms)
    return lines.drop("shares_cost", "person_year", "family_year")


def _under_plan(lines: ir.Table, members: ir.Table, terms: ir.Table) -> ir.Table:
    """Lines with the number of their plan's terms, and of the person's and family's year that limits run within."""
    spans, people = _spans(members), _numbered(members)
    on_the_day = [
        lines.person_id == spans.member_id,
        lines.service_date >= spans.start,
        lines.service_date <= spans.end,
    ]
    placed = lines.inner_join(people, "person_id").left_join(spans, on_the_day)
    placed = placed.mutate(
        plan_id=ibis.coalesce(placed.plan_id, UNCOVERED_PLAN),
        on_policy=ibis.coalesce(placed.on_policy, 1),
        plan_year=placed.service_date.year().cast("int64"),
    )
    numbers = terms.select("terms_no", "accumulator_no", "plan_id", "benefit")
    placed = placed.inner_join(numbers, ["plan_id", "benefit"])
    bucket = placed.plan_year * ACCUMULATORS + placed.accumulator_no
    return placed.mutate(
        family_policy=placed.on_policy > 1,
        person_year=placed.person_no * YEARS * ACCUMULATORS + bucket,
        family_year=placed.family_no * YEARS * ACCUMULATORS + bucket,
    ).select(*CARRIED)


def _numbered(members: ir.Table) -> ir.Table:
    """person_id with numbers for the person and the family, from 0."""
    people = members.select("person_id", "family_id").distinct()
    return people.select(
        "person_id",
        person_no=ibis.dense_rank().over(order_by="person_id").cast("int64"),
        family_no=ibis.dense_rank().over(order_by="family_id").cast("int64"),
    )


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
        contractual_cents=lines.charge_cents - lines.allowed_cents,
        patient_share_cents=patient,
        plan_paid_cents=lines.allowed_cents - patient,
        other_payer_cents=ibis.literal(0, "int64"),
        other_cents=ibis.literal(0, "int64"),
    )
    return lines.select(*ibis_schema(SettledLine).names)

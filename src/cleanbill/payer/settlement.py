"""Settles claim lines under the plan that each person is under on the day of service.

In: `claim_line`, members (person_id, family_id, plan_id, start, end) and the terms of every plan. Out:
`settled_line`, its shares adding up to the charge (law 1); `settled_faults` checks that. The running sums are
exact for lines that are not negative and whole families.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.engine import Materialize, left_join, not_materialized, to_int64
from cleanbill.payer.balances import USED, with_opening
from cleanbill.payer.cost_sharing import (
    RECOGNISED,
    SEQUENCE,
    allowed,
    cost_share,
    deductible,
    out_of_pocket,
    with_sequence,
)
from cleanbill.payer.tables import SettledLine
from cleanbill.payer.terms_table import numbered_terms, with_terms

# Checks of settled lines: law 1 (nothing of a charge is lost) and law 2 (nothing is due).
#
# Each gives one row: how many lines were looked at and how many break the law.


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


# Puts claim lines under the plan each patient is under on the day of service.
#
# In: `claim_line` and members (person_id, family_id, plan_id, start, end). Out:
# the lines with `plan_id`, or `none` on a day without cover. A person who
# is under several plans on a day, as when plans are compared, has a row for each.


UNCOVERED_PLAN = "none"  # the plan of a day on which a person has no cover


def assign_plan(lines: ir.Table, members: ir.Table) -> ir.Table:
    """`lines` with `plan_id`."""
    spans = members.select("plan_id", "start", "end", member_id="person_id")
    placed = lines.left_join(spans, within_span(lines, spans)).drop("member_id", "start", "end")
    return placed.mutate(plan_id=ibis.coalesce(placed.plan_id, UNCOVERED_PLAN))


def within_span(lines: ir.Table, spans: ir.Table) -> list[ir.BooleanValue]:
    """That a span is the patient's and holds the day of service."""
    return [
        lines.person_id == spans.member_id,
        lines.service_date >= spans.start,
        lines.service_date <= spans.end,
    ]


YEARS, ACCUMULATORS = 10_000, 1_000  # more than there are: room in a whole number for each

CARRIED = (
    "claim_id", "line", "service_date", "person_id", "provider_id", "charge_cents", "fee_cents",
    "terms_no", "plan_price_bp", "person_year", "family_year", "family_policy",
)  # fmt: skip
SORTED = ("person_year", "claim_id", "line", "terms_no", "family_policy", "allowed_cents")
SHARES = ("deductible_cents", "copay_cents", "coinsurance_cents")
NOTHING = ibis.literal(0).cast("int64")  # a literal of that type would be 32 bits wide in DuckDB


def settle(
    lines: ir.Table,
    members: ir.Table,
    terms: ir.Table,
    *,
    world: str,
    opening: ir.Table | None = None,
    materialize: Materialize = not_materialized,
) -> ir.Table:
    """`settled_line` for `world`; one row per line of `lines`, in no order.

    `members` holds every person of the lines once a day and plan at most, and
    a person under several plans on a day gets a row for each. Lines that have
    a `plan_id` already (`assign_plan`) stay under it. `lines` must hold whole plan
    years of whole families, or limits would start again, from `opening` if given.
    `materialize` writes a table down that is read more than once.
    """
    return settled_lines(cost_shared(lines, members, terms, opening, materialize=materialize), terms, world=world)


@dataclass(frozen=True, slots=True)
class CostShared:
    """`placed` is every line under its plan, in turn; `shares`, by TURN, the shares of those that have any."""

    placed: ir.Table
    shares: ir.Table


def cost_shared(
    lines: ir.Table,
    members: ir.Table,
    terms: ir.Table,
    opening: ir.Table | None = None,
    *,
    materialize: Materialize = not_materialized,
) -> CostShared:
    """What `settle` and `closing` both tell of: in as for `settle`."""
    placed = materialize(with_sequence(allowed(under_plan(lines, members, terms, opening), terms)))
    return CostShared(placed, _shared(placed, terms, materialize))


def settled_lines(shared: CostShared, terms: ir.Table, *, world: str) -> ir.Table:
    """`settled_line` for `world`."""
    settled = left_join(shared.placed, shared.shares.select(*SEQUENCE, *SHARES), SEQUENCE)
    settled = settled.mutate(**{name: ibis.coalesce(settled[name], 0).cast("int64") for name in SHARES})
    return _shares(with_terms(settled, terms, "plan_id", "benefit", "covered"), world)


def _shared(placed: ir.Table, terms: ir.Table, materialize: Materialize) -> ir.Table:
    """The three shares of lines that patients have a share of, by `SEQUENCE`, and `taken_cents`.

    What the deductible took before the out-of-pocket limit cut it counts to the deductible (`closing`).
    Lines that add nothing to a running sum are left out of it, which changes no share. Only numbers
    are sorted over and over: the less a line brings along, the faster.
    """
    sharing = with_terms(placed, terms, "shares_cost").filter(lambda both: both.shares_cost)
    used = [name for name in USED if name in placed.columns]
    lines = materialize(deductible(sharing.select(*SEQUENCE, *SORTED, *used), terms))
    lines = materialize(cost_share(lines.mutate(taken_cents=lines.deductible_cents), terms))
    return out_of_pocket(lines, terms)


def under_plan(lines: ir.Table, members: ir.Table, terms: ir.Table, opening: ir.Table | None = None) -> ir.Table:
    """Lines with the number of their plan's terms, and of the person's and family's year that limits run within."""
    people = _numbered(members)
    placed = _with_policy(lines.inner_join(people.drop("family_id"), "person_id"), members)
    placed = placed.mutate(
        plan_id=ibis.coalesce(placed.plan_id, UNCOVERED_PLAN),
        on_policy=ibis.coalesce(placed.on_policy, 1),
        plan_year=placed.service_date.year().cast("int64"),
    )
    placed = numbered_terms(placed, terms)
    if opening is not None:
        placed = with_opening(placed, opening, people, terms)
    bucket = placed.plan_year * ACCUMULATORS + placed.accumulator_no
    return placed.mutate(
        family_policy=placed.on_policy > 1,
        person_year=placed.person_no * YEARS * ACCUMULATORS + bucket,
        family_year=placed.family_no * YEARS * ACCUMULATORS + bucket,
    ).select(*CARRIED, *(name for name in (*USED, RECOGNISED) if name in placed.columns))


def _with_policy(lines: ir.Table, members: ir.Table) -> ir.Table:
    """Lines with `plan_id` of the day and `on_policy`: how many of the family the plan has ever had."""
    if "plan_id" not in lines.columns:
        spans = _spans(members)
        return lines.left_join(spans, within_span(lines, spans))
    policies = _policies(members).mutate(family_no=to_int64(ibis.dense_rank().over(order_by="family_id")))
    both = lines.left_join(policies.drop("family_id"), ["family_no", "plan_id"])
    return both.drop("family_no_right", "plan_id_right")


def _numbered(members: ir.Table) -> ir.Table:
    """person_id and family_id with numbers for the person and the family, from 0."""
    people = members.select("person_id", "family_id").distinct()
    return people.select(
        "person_id",
        "family_id",
        person_no=to_int64(ibis.dense_rank().over(order_by="person_id")),
        family_no=to_int64(ibis.dense_rank().over(order_by="family_id")),
    )


def _spans(members: ir.Table) -> ir.Table:
    """The members' spans with `on_policy`."""
    spans = members.inner_join(_policies(members), ["family_id", "plan_id"])
    return spans.select("plan_id", "start", "end", "on_policy", member_id="person_id")


def _policies(members: ir.Table) -> ir.Table:
    """family_id, plan_id and `on_policy`: how many of the family the plan has ever had."""
    return members.group_by("family_id", "plan_id").aggregate(on_policy=members.person_id.nunique().cast("int64"))


def _shares(lines: ir.Table, world: str) -> ir.Table:
    not_covered = ibis.ifelse(lines.covered, 0, lines.allowed_cents).cast("int64")
    lines = lines.mutate(not_covered_cents=not_covered)
    patient = lines.deductible_cents + lines.copay_cents + lines.coinsurance_cents + lines.not_covered_cents
    lines = lines.mutate(
        world=ibis.literal(world),
        contractual_cents=lines.charge_cents - lines.allowed_cents,
        patient_share_cents=patient,
        plan_paid_cents=lines.allowed_cents - patient,
        other_payer_cents=NOTHING,
        other_cents=NOTHING,
    )
    return lines.select(*ibis_schema(SettledLine).names)

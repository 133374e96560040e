"""The terms of plans as a table, one row per plan and benefit, and the terms that hold for each line.

In: plans, and `claim_line` with, perhaps, `in_network`. Out: the table of terms, at the price levels of a day; lines
with `variant` (in, out, preventive), or with the numbers of their terms and the plan's price level.
Law: us/price_relative, us/preventive_codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill import law
from cleanbill.core.money import NO_LIMIT_CENTS, WHOLE_BP, half_up
from cleanbill.payer.coordination import protected
from cleanbill.payer.plan_terms import IN, OUT, PREVENTIVE, Accumulator, Plan

PREVENTIVE_LAW = "us/preventive_codes"
PRICE_LEVELS, MEDICARE = "us/price_relative", "medicare"
NO_ACCUMULATOR = Accumulator(0, NO_LIMIT_CENTS, NO_LIMIT_CENTS, NO_LIMIT_CENTS)
NUMBERED = ("terms_no", "accumulator_no", "plan_price_bp")

SCHEMA = pa.schema(
    [
        ("terms_no", pa.int64()),
        ("plan_id", pa.string()),
        ("benefit", pa.string()),
        ("covered", pa.bool_()),
        ("shares_cost", pa.bool_()),
        ("deductible_applies", pa.bool_()),
        ("accumulator_no", pa.int64()),
        ("embedded", pa.bool_()),
        ("plan_price_bp", pa.int64()),
        ("plan_copay_cents", pa.int64()),
        ("plan_coinsurance_bp", pa.int64()),
        ("plan_deductible_cents", pa.int64()),
        ("plan_family_deductible_cents", pa.int64()),
        ("plan_limit_cents", pa.int64()),
        ("plan_family_limit_cents", pa.int64()),
        ("accumulator", pa.string()),
        ("source", pa.string()),
        ("since", pa.date32()),
    ]
)


PriceLevels = Mapping[str, Mapping[str, int]]  # fee basis -> kind of care -> basis points of the reference fee


def terms(plans: Iterable[Plan], day: date, *, prices: PriceLevels | None = None, variants: bool = False) -> pa.Table:
    """The terms of `plans`, a numbered row for each plan and kind of care.

    At `prices`, or else the price levels in force on `day`. With `variants`,
    a row too for each kind of care out of network and as preventive care, for
    lines that `with_variant` has told apart.
    """
    plans = tuple(plans)
    levels = prices or law.parameter(PRICE_LEVELS).at(day)
    rows = [
        _row(plan, benefit, variant, levels[plan.fee_basis])
        for variant in ((IN, OUT, PREVENTIVE) if variants else (IN,))
        for plan in plans
        for benefit in plan.benefits
    ]
    names = sorted({(row["plan_id"], row["accumulator"]) for row in rows})
    numbered = [
        row | {"terms_no": number, "accumulator_no": names.index((row["plan_id"], row["accumulator"]))}
        for number, row in enumerate(rows)
    ]
    schema = SCHEMA.append(pa.field("variant", pa.string())) if variants else SCHEMA
    return pa.Table.from_pylist(numbered, schema=schema)


def relative_to_medicare(day: date) -> PriceLevels:
    """Price levels as shares of Medicare's, for fees that are Medicare's own: half a basis point goes up."""
    levels: PriceLevels = law.parameter(PRICE_LEVELS).at(day)
    medicare = levels[MEDICARE]
    return {
        basis: {name: half_up(level * WHOLE_BP, medicare[name]) for name, level in own.items()}
        for basis, own in levels.items()
    }


def with_terms(lines: ir.Table, terms: ir.Table, *names: str) -> ir.Table:
    """`lines` with the columns `names` of the terms that hold for each."""
    return lines.inner_join(terms.select("terms_no", *names), "terms_no")


def _row(plan: Plan, name: str, variant: str, level: Mapping[str, int]) -> dict[str, Any]:
    benefit = plan.benefit(name, variant)
    accumulator = plan.accumulators.get(benefit.accumulator, NO_ACCUMULATOR)
    return {
        "plan_id": plan.plan_id,
        "benefit": name,
        "variant": variant,
        "covered": benefit.covered,
        "shares_cost": benefit.shares_cost,
        "deductible_applies": benefit.deductible,
        "accumulator": benefit.accumulator,
        "embedded": accumulator.embedded,
        "plan_price_bp": level[name],
        "plan_copay_cents": benefit.copay_cents,
        "plan_coinsurance_bp": benefit.coinsurance_bp,
        "plan_deductible_cents": accumulator.deductible_cents,
        "plan_family_deductible_cents": accumulator.family_deductible_cents,
        "plan_limit_cents": accumulator.limit_cents,
        "plan_family_limit_cents": accumulator.family_limit_cents,
        "source": plan.source,
        "since": date(plan.year, 1, 1),
    }


def with_variant(lines: ir.Table, day: date) -> ir.Table:
    """`lines` with `variant`, by the codes in force on `day`; out of network nothing is free.

    With `network_facility`, a surprise that the law protects (`no_surprises`) has the network's terms.
    """
    preventive = lines.code.isin(law.parameter(PREVENTIVE_LAW).at(day)["codes"]).fill_null(False)
    inside = lines.in_network.fill_null(True) if "in_network" in lines.columns else ibis.literal(True)
    if "network_facility" in lines.columns:
        inside = inside | protected(lines, lines.network_facility.fill_null(False))
    return lines.mutate(variant=ibis.cases((~inside, OUT), (preventive, PREVENTIVE), else_=IN))


def numbered_terms(placed: ir.Table, terms: ir.Table) -> ir.Table:
    """`placed` (plan_id, benefit) with NUMBERED of its terms, by `variant` where lines and terms have it."""
    keys = ["plan_id", "benefit"]
    if "variant" in terms.columns and "variant" in placed.columns:
        keys.append("variant")
    elif "variant" in terms.columns:
        terms = terms.filter(terms.variant == IN)
    return placed.inner_join(terms.select(*NUMBERED, *keys), keys)

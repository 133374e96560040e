"""Plans as a table: one row per plan and benefit, ready to join to lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from cleanbill import law
from cleanbill.core.money import NO_LIMIT_CENTS, WHOLE_BP
from cleanbill.payer.plan import IN, OUT, PREVENTIVE, Accumulator, Plan

PRICE_LEVELS, MEDICARE = "us/price_relative", "medicare"
NO_ACCUMULATOR = Accumulator(0, NO_LIMIT_CENTS, NO_LIMIT_CENTS, NO_LIMIT_CENTS)

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
        basis: {name: (level * WHOLE_BP + medicare[name] // 2) // medicare[name] for name, level in own.items()}
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
        "source": f"payer/plans/{plan.plan_id}-{plan.year}.yaml",
        "since": date(plan.year, 1, 1),
    }

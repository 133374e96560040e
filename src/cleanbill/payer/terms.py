"""Plans as a table: one row per plan and benefit, ready to join to lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from cleanbill import law
from cleanbill.core.cents import NO_LIMIT_CENTS
from cleanbill.payer.plan import Accumulator, Plan

NO_ACCUMULATOR = Accumulator(0, NO_LIMIT_CENTS, NO_LIMIT_CENTS, NO_LIMIT_CENTS)

SCHEMA = pa.schema(
    [
        ("plan_id", pa.string()),
        ("benefit", pa.string()),
        ("covered", pa.bool_()),
        ("deductible_applies", pa.bool_()),
        ("accumulator", pa.string()),
        ("embedded", pa.bool_()),
        ("plan_price_bp", pa.int64()),
        ("plan_copay_cents", pa.int64()),
        ("plan_coinsurance_bp", pa.int64()),
        ("plan_deductible_cents", pa.int64()),
        ("plan_family_deductible_cents", pa.int64()),
        ("plan_limit_cents", pa.int64()),
        ("plan_family_limit_cents", pa.int64()),
    ]
)


PriceLevels = Mapping[str, Mapping[str, int]]  # fee basis -> kind of care -> basis points of the reference fee


def terms(plans: Iterable[Plan], day: date, *, prices: PriceLevels | None = None) -> pa.Table:
    """The terms of `plans`, at `prices` or else the price levels in force on `day`."""
    levels = prices or law.parameter("us/price_relative").at(day)
    rows = [_row(plan, benefit, levels[plan.fee_basis]) for plan in plans for benefit in plan.benefits]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(plan: Plan, name: str, level: Mapping[str, int]) -> dict[str, object]:
    benefit = plan.benefits[name]
    accumulator = plan.accumulators.get(benefit.accumulator, NO_ACCUMULATOR)
    return {
        "plan_id": plan.plan_id,
        "benefit": name,
        "covered": benefit.covered,
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
    }

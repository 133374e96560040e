"""Every household before and after, at the scale of taxes of a study and at the bill's own rates, as plain rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import Scenario
from cleanbill.financing.households.everyone import ColumnRow, choices_of, flat, left_out, residents, told
from cleanbill.financing.reform import Base
from cleanbill.financing.spending import Spending

if TYPE_CHECKING:
    from cleanbill.financing.study.study import Asked


def households(base: Base, chosen: Scenario, spending: Spending, asked: Asked, scale_bp: int) -> dict[str, Any]:
    """Tables of groups, who pays more, columns, published claims and incidence; `..._at_rates` at the bill's own."""
    everyone = residents(base.people, spending, seed=asked.seed)
    choice = choices_of(chosen, round(asked.incidence * WHOLE_BP))
    left = left_out(spending, chosen)
    found: dict[str, Any] = {}
    for name, bp in (("", scale_bp), ("_at_rates", WHOLE_BP)):
        all_of = told(
            everyone, base.bill, choice, rate_scale=bp / WHOLE_BP, left=left, threshold_cents=asked.threshold_cents
        )
        found |= {
            f"households{name}": [flat(row) for row in all_of.households],
            f"claims{name}": [flat(row) for row in all_of.claims],
            f"incidence{name}": [flat(row) for row in all_of.incidence],
        }
        if not name:
            found |= {
                "payers_of_more": [flat(row) for row in all_of.payers_of_more],
                "household_totals": [_column(row) for row in all_of.columns],
                "columns_by_income": [_column(row) for row in all_of.columns_by_income],
            }
    return found


def _column(row: ColumnRow) -> dict[str, Any]:
    """In whole cents: rows add up to the total but for a cent or two."""
    return {
        "group": row.group,
        "column": row.column,
        "before_cents": row.before_cents,
        "after_cents": row.after_cents,
    }

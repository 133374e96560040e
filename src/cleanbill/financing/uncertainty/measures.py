"""The few numbers that a reform is judged by, whole cents and basis points."""

from __future__ import annotations

from collections.abc import Mapping

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import Scenario, scenario
from cleanbill.financing.reform import Base, reform
from cleanbill.financing.uncertainty.ranges import changes

MEASURES = {
    "net_cents": "change of all health spending",
    "net_bp": "change of all health spending, of today's",
    "uses_cents": "what the Trust spends",
    "gap_cents": "what the Trust lacks at the bill's rates",
    "closing_bp": "scale of all taxes that closes the budget",
}
BEYOND = 10 * WHOLE_BP  # told where not even ten times the taxes close it


def measured(
    base: Base, values: Mapping[str, int], own: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, int]:
    """MEASURES of the reform with `values` by path of a range; `own` are a user's changes, which they override."""
    levers, revenue_bp = changes(values)
    told = reform(base, _scenario(levers, own or {}), revenue_bp=revenue_bp)
    result = told.budget.outcome
    return {
        "net_cents": result.net_cents,
        "net_bp": round(result.net_cents * WHOLE_BP / result.before_cents),
        "uses_cents": told.budget.uses_cents,
        "gap_cents": told.budget.gap_cents,
        "closing_bp": BEYOND if told.closing_bp is None else told.closing_bp,
    }


def _scenario(levers: Mapping[str, Mapping[str, int]], own: Mapping[str, Mapping[str, int]]) -> Scenario:
    merged = {name: {**own.get(name, {}), **levers.get(name, {})} for name in {**own, **levers}}
    return scenario(merged)

"""A scenario on a base: the budget at the bill's rates, and the scale of all its taxes that closes it."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import Budget, Measure, Scale, Scenario, budget, closing_scale, warnings
from cleanbill.financing.reform.base import Base


@dataclass(frozen=True, slots=True)
class Reform:
    """What a reform comes to."""

    budget: Budget  # at the bill's rates
    scale: Scale | None  # None where not even ten times the taxes close it
    warnings: tuple[Measure, ...]  # where it leaves the range of published studies

    @property
    def closing_bp(self) -> int | None:
        """Basis points of the bill's rates at which the budget closes."""
        return None if self.scale is None else self.scale.scale_bp


def reform(base: Base, scenario: Scenario, *, revenue_bp: int = WHOLE_BP) -> Reform:
    """The reform of `scenario` on `base`, where taxes bring `revenue_bp` of what they would."""
    told = budget(base.account, scenario, base.brings(revenue_bp))
    try:
        scale = closing_scale(told)
    except CleanbillError:
        scale = None
    return Reform(told, scale, warnings(told.outcome, scenario.use))

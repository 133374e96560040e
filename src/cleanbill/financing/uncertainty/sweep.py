"""Moves one lever in even steps, all else as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.financing.reform import Base
from cleanbill.financing.uncertainty.measures import measured
from cleanbill.financing.uncertainty.ranges import REVENUE

MOST_STEPS = 1_000


def sweep(
    base: Base, lever: str, *, low: int, high: int, steps: int, changes: Mapping[str, Any] | None = None
) -> list[dict[str, int]]:
    """A row per value from `low` to `high`: value, and every measure.

    `lever` is as "use.elasticity_bp", or "revenue_bp". Raises BadInput for a lever that is none.
    """
    if not 2 <= steps <= MOST_STEPS:
        raise CleanbillError(f"{steps} steps cannot be taken. Ask for 2 to {MOST_STEPS:,}.")
    if lever != REVENUE and "." not in lever:
        raise CleanbillError(f"{lever} names no lever. Write it with its group, as use.elasticity_bp, or {REVENUE}.")
    values = [low + ((high - low) * step * 2 + steps - 1) // (2 * (steps - 1)) for step in range(steps)]
    return [{"value": value} | measured(base, {lever: value}, changes) for value in values]

"""How gains and losses are told: threshold, band, years drawn, replicates (law: single_payer/winners_and_losers)."""

from __future__ import annotations

from typing import Any

from cleanbill.financing.households.year_of_law import in_force


def telling() -> dict[str, Any]:
    """The settings in force."""
    return dict(in_force("single_payer/winners_and_losers", 2026))

"""An account's cells from what services cost in all and payers pay in all, by the pattern of law/us/payer_pattern."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from cleanbill.core.money import WHOLE_BP, allot
from cleanbill.financing.budget.cells import Cells
from cleanbill.financing.budget.lists import GROUPS, PAYERS, PERSONAL, SERVICES
from cleanbill.financing.budget.rake import rake
from cleanbill.law import parameter


def cells_of(
    services: Mapping[str, int], groups: Mapping[str, int], splits: Mapping[str, int], safety_net_cents: int = 0
) -> Cells:
    """Cents by service and payer.

    `services` and `groups` (of GROUPS) are cents of equal sum. `splits` are
    basis points: medicaid_federal_bp of Medicaid, marketplace_bp and
    state_local_employers_bp of private insurance, unexplained_bp of others'
    personal care. The safety net comes out of what others pay for hospitals.
    """
    raked = rake(_pattern(), {s: services.get(s, 0) for s in SERVICES}, {g: groups[g] for g in GROUPS})
    cells = {service: _split(row, splits, service in PERSONAL) for service, row in raked.items()}
    cells["hospital"]["other"] -= safety_net_cents
    cells["hospital"]["safety_net"] += safety_net_cents
    return cells


def scaled_to(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """An amount shared out by named weights, in cents that add up to it."""
    return dict(zip(weights, allot(amount, list(weights.values())), strict=True))


def _split(row: Mapping[str, int], splits: Mapping[str, int], personal: bool) -> dict[str, int]:
    public, market = splits["state_local_employers_bp"], splits["marketplace_bp"]
    private = allot(row["private"], [WHOLE_BP - public - market, public, market])
    federal = splits["medicaid_federal_bp"]
    medicaid = allot(row["medicaid"], [federal, WHOLE_BP - federal])
    unexplained = splits.get("unexplained_bp", 0) if personal else 0
    others = allot(row["other"], [WHOLE_BP - unexplained, unexplained])
    cents = [*private, row["medicare"], *medicaid, 0, row["out_of_pocket"], *others]
    return dict(zip(PAYERS, cents, strict=True))


@cache
def _pattern() -> dict[str, Any]:
    return dict(parameter("us/payer_pattern").at(date(2020, 1, 1)))

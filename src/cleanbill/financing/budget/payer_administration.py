"""Lever: one payer's administration instead of many.

The target is a share of all the payer spends, at today's prices and tomorrow's
use: cheaper care is not less work, so later cuts of price do not lower it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cleanbill.core.money import allot
from cleanbill.financing.budget.cells import Cells, bp, half_up, total
from cleanbill.financing.budget.lists import PERSONAL


@dataclass(frozen=True, slots=True)
class PayerAdministration:
    """`target_bp` of benefits and administration together; None leaves administration as it is."""

    target_bp: int | None = None


def payer_administration(cells: Cells, lever: PayerAdministration) -> Cells:
    """The cells with administration at its target, shared among payers as before."""
    if lever.target_bp is None:
        return cells
    target = bp(lever.target_bp)
    wanted = half_up(total(cells, PERSONAL) * target / (1 - target))
    row = cells["administration"]
    weights = [Fraction(cents) for cents in row.values()]
    return cells | {"administration": dict(zip(row, allot(wanted, weights), strict=True))}

"""Lever: rates of Medicare and Medicaid rise toward those of private insurers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cleanbill.financing.budget.cells import Cells, bp, scaled
from cleanbill.financing.budget.lists import PROVIDERS


@dataclass(frozen=True, slots=True)
class PublicRates:
    """Rises of what public programmes pay providers, in basis points."""

    medicare_bp: int = 0
    medicaid_bp: int = 0


def public_rates(cells: Cells, lever: PublicRates) -> Cells:
    """The cells with public programmes' rates raised for every provider."""
    rises = {
        "medicare": bp(lever.medicare_bp),
        "medicaid_federal": bp(lever.medicaid_bp),
        "medicaid_state": bp(lever.medicaid_bp),
    }
    return scaled(
        cells, lambda service, payer: 1 + rises.get(payer, Fraction(0)) if service in PROVIDERS else Fraction(1)
    )

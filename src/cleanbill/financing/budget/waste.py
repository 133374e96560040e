"""Lever: fraud and care of no use, which some studies count on one payer to find."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cleanbill.financing.budget.cells import Cells, bp, scaled
from cleanbill.financing.budget.lists import PERSONAL


@dataclass(frozen=True, slots=True)
class Waste:
    """What is saved, in basis points of personal care."""

    saving_bp: int = 0


def waste(cells: Cells, lever: Waste) -> Cells:
    """The cells without the waste that is found."""
    return scaled(cells, lambda service, _: 1 - bp(lever.saving_bp) if service in PERSONAL else Fraction(1))

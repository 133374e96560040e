"""Lever: what hospitals, professionals and institutions are paid for the same care."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from cleanbill.financing.budget.cells import Cells, bp, scaled
from cleanbill.financing.budget.lists import INSTITUTION, PROFESSIONAL


@dataclass(frozen=True, slots=True)
class ProviderPrice:
    """Changes in basis points; a cut is negative.

    `includes_administration` says that the cut already contains what providers
    save on billing, which is then not taken a second time.
    """

    hospital_bp: int = 0
    professional_bp: int = 0
    institution_bp: int = 0
    includes_administration: bool = False

    def change(self, service: str) -> Fraction:
        """The change of price of a service, as a fraction."""
        if service == "hospital":
            return bp(self.hospital_bp)
        return bp(
            self.professional_bp if service in PROFESSIONAL else self.institution_bp if service in INSTITUTION else 0
        )


def provider_price(cells: Cells, lever: ProviderPrice, taken: Callable[[str], Fraction]) -> Cells:
    """The cells at the new prices; `taken(service)` is the cut that provider administration has made already."""

    def factor(service: str, _: str) -> Fraction:
        whole = 1 + lever.change(service)
        return whole / (1 - taken(service)) if lever.includes_administration else whole

    return scaled(cells, factor)

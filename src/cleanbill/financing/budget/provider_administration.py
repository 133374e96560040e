"""Lever: hospitals and practices spend less on billing, and the Trust's rates take part of it back."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cleanbill.financing.budget.cells import Cells, bp, scaled
from cleanbill.financing.budget.lists import INSTITUTION, PROFESSIONAL
from cleanbill.financing.budget.provider_price import ProviderPrice


@dataclass(frozen=True, slots=True)
class ProviderAdministration:
    """What providers save, in basis points of their revenue, and how much of it rates capture."""

    hospital_bp: int = 0
    professional_bp: int = 0
    institution_bp: int = 0
    captured_bp: int = 10_000

    def saved(self, service: str) -> Fraction:
        """What a provider of this service saves, as a share of revenue."""
        if service == "hospital":
            return bp(self.hospital_bp)
        return bp(
            self.professional_bp if service in PROFESSIONAL else self.institution_bp if service in INSTITUTION else 0
        )


def captured(lever: ProviderAdministration, price: ProviderPrice, service: str) -> Fraction:
    """The cut of rates that takes the saving back.

    Where a scenario's price cut already contains it, no more than that cut:
    the saving is then shown here and only the rest of the cut as price.
    """
    back = lever.saved(service) * bp(lever.captured_bp)
    return min(back, max(-price.change(service), Fraction(0))) if price.includes_administration else back


def provider_administration(cells: Cells, lever: ProviderAdministration, price: ProviderPrice) -> Cells:
    """The cells with providers' rates lower by what is captured."""
    return scaled(cells, lambda service, _: 1 - captured(lever, price, service))

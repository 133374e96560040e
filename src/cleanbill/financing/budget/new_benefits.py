"""Lever: services that few plans cover today - dental, eye and ear, long-term care - become benefits.

What is new for the state is the care that people then use more; what moves
from households and other payers to the Trust is seen in the Trust's budget.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cleanbill.financing.budget.cells import Cells, bp, scaled
from cleanbill.financing.budget.lists import CORE, LONG_TERM_CARE
from cleanbill.financing.budget.use_of_care import UseOfCare, growth, with_administration


@dataclass(frozen=True, slots=True)
class NewBenefits:
    """Which services the Trust covers beyond medical care and drugs."""

    dental: bool = False
    vision: bool = False
    long_term_care: bool = False
    long_term_care_growth_bp: int = 0  # more care at home and in homes that was unpaid or went without

    @property
    def added(self) -> tuple[str, ...]:
        """The services added to the core."""
        chosen = [name for name, covered in (("dental", self.dental), ("vision", self.vision)) if covered]
        return (*chosen, *(LONG_TERM_CARE if self.long_term_care else ()))

    @property
    def covered(self) -> tuple[str, ...]:
        """All services that the Trust covers."""
        return (*CORE, *self.added)


def new_benefits(cells: Cells, benefits: NewBenefits, use: UseOfCare, uninsured: Fraction) -> Cells:
    """The cells with more use of the added services; a study that states growth outright has put it in already."""
    grows: dict[str, Fraction] = {}
    for service in benefits.added:
        if service in LONG_TERM_CARE:
            grows[service] = bp(benefits.long_term_care_growth_bp)
        elif use.growth_bp is None:
            grows[service] = growth(use, cells[service], uninsured)
    return with_administration(cells, scaled(cells, lambda service, _: 1 + grows.get(service, Fraction(0))))

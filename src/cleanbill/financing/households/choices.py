"""What a before and after hangs on beside the bill: who gains employers' money, and what stays due."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.year_of_law import in_force

LAW = "us/pass_through"


@dataclass(frozen=True, slots=True)
class Choices:
    """Basis points of the amount; BadInput outside of 0 to 10,000."""

    incidence_bp: int  # of what employers save or pay more, that comes to wages
    self_insured_stay_bp: int = 0  # of employers' plans that go on, with their premiums and cost sharing
    out_of_pocket_stays_bp: int = 0  # of what is paid at the point of care, that is due still
    medicare_premiums_stay: bool = False  # Part B and D; a supplement has nothing left to supplement

    def __post_init__(self) -> None:
        names = ("incidence_bp", "self_insured_stay_bp", "out_of_pocket_stays_bp")
        wrong = [name for name in names if not 0 <= getattr(self, name) <= WHOLE_BP]
        if wrong:
            remedy = "Write basis points: 5000 for one half."
            raise BadInput([Finding("choices", None, name, "is not from 0 to 10,000", remedy) for name in wrong])


def choices(incidence_bp: int | None = None, *, year: int = 2026) -> Choices:
    """Everything ends but what the law of single payer keeps; incidence as given, or law/us/pass_through's."""
    return Choices(in_force(LAW, year)["default_bp"] if incidence_bp is None else incidence_bp)

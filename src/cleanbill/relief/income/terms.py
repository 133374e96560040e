"""What a programme settles before it qualifies by probability."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter
from cleanbill.relief.income.places import Place, on_the_day, shipped_places

LAW = "us/income_estimate"


@dataclass(frozen=True, slots=True)
class Terms:
    """From which chance on people are taken in, and what is taken to hold of incomes; basis points.

    Without a threshold nothing is estimated. Without an error a given income counts as it is given.
    """

    threshold_bp: int | None = None
    vendor_spread_bp: int = 0  # of given incomes: standard deviation of the logarithm of the true one about them
    debtor_income_bp: int | None = None  # None: as law/us/income_estimate has it
    places: tuple[Place, ...] = ()  # of the programme's own, before those that ship

    def __post_init__(self) -> None:
        if self.threshold_bp is not None and not 1 <= self.threshold_bp <= WHOLE_BP:
            raise CleanbillError(
                f"A threshold is a chance above 0 % and up to 100 %, not {self.threshold_bp / 100:g} %."
            )
        if self.vendor_spread_bp < 0 or (self.debtor_income_bp is not None and self.debtor_income_bp < 1):
            raise CleanbillError("An error is not below 0 %, and the income of debtors is above 0 % of all people's.")

        if self.threshold_bp is None and (self.vendor_spread_bp or self.debtor_income_bp or self.places):
            raise CleanbillError(
                "Without a threshold no income is estimated. Name the chance from which people are in."
            )

    def incomes(self, today: date) -> dict[str, Place]:
        """Place -> household income on the day of people who owe."""
        debtors = self.debtor_income_bp
        if debtors is None:
            debtors = parameter(LAW).at(today)["debtor_income_bp"]
        return on_the_day((*shipped_places(today), *self.places), today, debtors)

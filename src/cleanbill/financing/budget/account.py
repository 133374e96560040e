"""`Account`: what a year's health care cost by service, and who paid for it, in whole cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanbill.financing.budget.cells import Cells, total
from cleanbill.financing.budget.lists import PAYERS, PERSONAL, SERVICES


@dataclass(frozen=True, slots=True)
class Account:
    """Health spending for the people of a place in one year, before any change."""

    place: str
    year: int
    cells: Mapping[str, Mapping[str, int]]  # service -> payer -> cents
    bad_debt_cents: int = 0  # patients' bills that hospitals could not collect; in no cell
    charity_cents: int = 0  # hospitals' free care net of what pools gave back; in no cell
    medicare_premiums_cents: int = 0  # paid by people for Medicare; inside Medicare's cells
    uninsured_bp: int = 0  # of residents

    @property
    def total_cents(self) -> int:
        """All health spending: care, administration, public health and investment."""
        return total(self.cells)

    @property
    def personal_cents(self) -> int:
        """Personal health care alone."""
        return total(self.cells, PERSONAL)

    def of_service(self, service: str) -> int:
        """Cents for one service, whoever paid."""
        return sum(self.cells[service].values())

    def of_payer(self, payer: str) -> int:
        """Cents that one payer paid, for whatever service."""
        return sum(row[payer] for row in self.cells.values())

    def copied(self) -> Cells:
        """The cells, free to be changed."""
        return {service: dict(row) for service, row in self.cells.items()}

    def rows(self) -> tuple[tuple[str, int, tuple[int, ...]], ...]:
        """For a table: the service's name, its cents, and the cents of each of PAYERS."""
        return tuple(
            (SERVICES[s], self.of_service(s), tuple(row[payer] for payer in PAYERS)) for s, row in self.cells.items()
        )

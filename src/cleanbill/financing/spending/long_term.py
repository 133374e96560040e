"""Long-term care: what nursing homes, residential and personal care cost the state, and who pays it.

No survey of households sees it, and no record here is given it: it stands in
the state's account only. In: law/states/ma/residence_spending and
law/us/payer_pattern. Out: cents by service and payer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.spending.record import PAYERS
from cleanbill.law import parameter
from cleanbill.people.population import HUNDREDTHS, Population

BASE = date(2020, 1, 1)
SERVICES = ("nursing_home", "other_residential")


@dataclass(frozen=True, slots=True)
class LongTermCare:
    """Cents of a year in all: `cents[service][payer]`."""

    year: int
    cents: dict[str, dict[str, int]]

    @property
    def total(self) -> int:
        """Cents of all services and payers."""
        return sum(sum(row.values()) for row in self.cents.values())

    def paid(self, payer: str) -> int:
        """Cents that a payer pays."""
        return sum(row[payer] for row in self.cents.values())


def grown(amount: float, growth_bp: int, years: int) -> float:
    """An amount after `years` of growth; before the base they are negative."""
    return float(amount * (1 + growth_bp / WHOLE_BP) ** years)


def long_term_care(people: Population) -> LongTermCare:
    """The long-term care of the population's year, for as many residents as it stands for."""
    heads = parameter("states/ma/residence_spending").at(BASE)
    pattern = parameter("us/payer_pattern").at(BASE)
    residents = float(people.weight.sum()) / HUNDREDTHS
    cents = {}
    for service in SERVICES:
        a_head = grown(heads[service]["per_resident"], heads[service]["growth_bp"], people.year - BASE.year)
        whole = round(100 * a_head * residents)
        shares = pattern[service]
        row = {payer: whole * shares[payer] // WHOLE_BP for payer in PAYERS}
        row["other"] += whole - sum(row.values())
        cents[service] = row
    return LongTermCare(people.year, cents)

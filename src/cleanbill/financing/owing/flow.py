"""The yearly flow of medical debt: what families cannot pay at once of a year's bills.

Out of pocket by person and draw, and means at hand by income -> by family the
chance that the year leaves debt and the cents it leaves, on average over draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cleanbill.financing.owing.family import Families, families
from cleanbill.financing.owing.means import Means, carried, means_of_survey, year_leaves_debt
from cleanbill.financing.owing.runoff import run_off
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints
from cleanbill.people.population import HUNDREDTHS, Population


@dataclass(frozen=True, slots=True)
class DebtFlow:
    """A year's new debt by family, in the population's order of families."""

    year: int
    families: Families
    means: Means
    leaves: Floats  # chance that the year leaves the family with debt
    new_cents: Ints  # debt that the year leaves, the mean over draws and means, whole cents
    carries: Floats  # chance that the family has debt of this or an earlier year, were each year like this

    @property
    def new_total(self) -> int:
        """New debt of all families of the state, in cents."""
        return int((self.families.weight * self.new_cents).sum()) // HUNDREDTHS

    def people(self, chance: Floats) -> int:
        """How many people live in families with this chance of something."""
        return round(float((self.families.weight * self.families.people * chance).sum()) / HUNDREDTHS)


def debt_flow(
    population: Population, out_of_pocket: Ints, means: Means | None = None, by_kind: Ints | None = None
) -> DebtFlow:
    """Debt that a year of `out_of_pocket` leaves; (people, draws) whole cents under the cover to be looked at.

    Without `means` they are solved for from this very spending, which is then today's.
    `by_kind`: (people, BENEFITS) expected cents out of pocket, for the parts on credit and of hospitals.
    For another scenario pass the means of today's: what families have at hand does not change with the plan.
    """
    day = date(population.year, 1, 1)
    means = means or means_of_survey(population, out_of_pocket, by_kind=by_kind)
    held = families(population, out_of_pocket, by_kind)
    median = means.of(held)
    rule = parameter("us/debt_response").at(day)
    floor = float(rule["carried_from_cents"])
    leaves = year_leaves_debt(held, median, floor)
    left = (1 - held.apply) * _left(held.bills, median, floor) + held.apply * _left(held.helped, median, floor)
    new = np.floor(left + 0.5).astype(np.int64)
    carries = carried(held, leaves, run_off(day).open_share, rule["moved_bp"])
    return DebtFlow(population.year, held, means, leaves, new, carries)


def _left(bills: Floats, median: Floats, floor: float) -> Floats:
    """Mean over draws of the cents above a family's means, by family; bills up to the floor leave none."""
    counted = np.where(bills > floor, bills, 0.0)
    left: Floats = (counted - median[:, None] * np.log1p(counted / median[:, None])).mean(axis=1)
    return left

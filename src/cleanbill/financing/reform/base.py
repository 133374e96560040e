"""What a year and a bill bring before any lever is pulled: people, their taxable bases, and the state's account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanbill.core.money import share_bp
from cleanbill.financing.budget import Account, account
from cleanbill.financing.taxes import Bill, Taxable, levy, revenue, taxable
from cleanbill.people.population import Population, population


@dataclass(frozen=True, slots=True)
class Base:
    """A year under a bill, worked out once for any number of scenarios."""

    year: int
    people: Population
    bill: Bill
    bases: tuple[Taxable, ...]
    account: Account
    full: Mapping[str, int]  # cents that each tax brings at the bill's rates

    def brings(self, part_bp: int) -> dict[str, int]:
        """Cents by tax where they bring only `part_bp` of that."""
        return {tax: share_bp(cents, part_bp) for tax, cents in self.full.items()}


def base(year: int, bill: Bill) -> Base:
    """The base of `year`, 2023 to 2030. Raises CleanbillError for another year."""
    people = population(year)
    bases = taxable(people, bill)
    return Base(year, people, bill, bases, account(year), revenue(people, levy(bases)))

"""One reform: a bill's taxes on the population, and the Trust's budget under a scenario.

In: a bill, a year and levers. Out: `Reform` of one year, or `path`: the years after it, with a reserve and a
recession.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.core.money import WHOLE_BP, share_bp
from cleanbill.financing.budget import (
    Account,
    Budget,
    Measure,
    Scale,
    Scenario,
    account,
    budget,
    closing_scale,
    warnings,
)
from cleanbill.financing.taxes import Bill, Taxable, levy, revenue, taxable
from cleanbill.law import parameter
from cleanbill.people import target
from cleanbill.people.population import Population, population

# What a year and a bill bring before any lever is pulled: people, their taxable bases, and the state's account.


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


# The Trust's years at one scale of taxes: revenue grows with incomes, spending with care; the reserve takes the rest.
#
# Law of each year, in whole cents: reserve at its end = reserve before + put aside - gap.
# Beyond 2030 each tax grows with the income it is on (us/income_growth) and the number of people.


LAST_POPULATION, LAST_YEAR = 2030, 2035
RECESSION = "single_payer/recession"
FOLLOWS = {"self_employed": "business", "unearned": "dividends"}  # others follow wages


@dataclass(frozen=True, slots=True)
class YearOfPath:
    """One year; cents."""

    year: int
    revenue_cents: int
    uses_cents: int
    put_aside_cents: int
    gap_cents: int
    reserve_cents: int  # at the end of the year; below 0 is debt
    lost_to_recession_cents: int


def path(
    first: Base, scenario: Scenario, years: int, *, scale_bp: int = WHOLE_BP, recession: int | None = None
) -> tuple[YearOfPath, ...]:
    """So many years from that of `first`, all taxes at `scale_bp` of the bill's rates, with a recession in a year.

    Raises CleanbillError where the years pass 2035, or the recession is not among them.
    """
    last = first.year + years - 1
    if years < 1 or last > LAST_YEAR:
        raise CleanbillError(
            f"A path has at least one year and ends by {LAST_YEAR}, not {years} years from {first.year}."
        )
    if recession is not None and not first.year <= recession <= last:
        raise CleanbillError(f"A recession in {recession} is not among the years {first.year} to {last}.")
    reserve, rows = 0, []
    for year in range(first.year, last + 1):
        full = {tax: share_bp(cents, scale_bp) for tax, cents in _full(first, year).items()}
        brings = {tax: cents - share_bp(cents, _missing_bp(tax, year, recession)) for tax, cents in full.items()}
        of_year = budget(account(year), scenario, brings)
        before, reserve = reserve, reserve + of_year.reserve_cents - of_year.gap_cents
        if of_year.revenue_cents - of_year.uses_cents != reserve - before:
            raise BrokenLaw(f"The reserve of {year} does not follow from its revenue and spending.")
        lost = sum(full.values()) - sum(brings.values())
        rows.append(
            YearOfPath(
                year, of_year.revenue_cents, of_year.uses_cents, of_year.reserve_cents, of_year.gap_cents, reserve, lost
            )
        )
    return tuple(rows)


def _full(first: Base, year: int) -> Mapping[str, int]:
    """Cents by tax in `year` at the bill's rates."""
    if year == first.year:
        return first.full
    if year <= LAST_POPULATION:
        return base(year, first.bill).full
    known = _full(first, LAST_POPULATION)
    return {tax: round(cents * _growth(tax, year)) for tax, cents in known.items()}


def _growth(tax: str, year: int) -> float:
    """Growth of a tax from the last population's year: of the income that it is on, and of people."""
    growth, kind = parameter("us/income_growth"), FOLLOWS.get(tax, "wages")
    now, then = (growth.at(date(when, 7, 1))[kind] for when in (year, LAST_POPULATION))
    people = "states/ma/population_growth"
    two = (target(people, date(when, 7, 1)) for when in (LAST_POPULATION, LAST_POPULATION - 1))
    last, before = two
    return float(now / then * (last / before) ** (year - LAST_POPULATION))


def _missing_bp(tax: str, year: int, recession: int | None) -> int:
    """Basis points of a tax's base that a recession takes in `year`."""
    if recession is None or year < recession:
        return 0
    law: Mapping[str, Any] = parameter(RECESSION).at(date(2020, 1, 1))
    still = law["still_missing"]
    if year - recession >= len(still):
        return 0
    return share_bp(law.get(tax, law["other"]), still[year - recession])


# A scenario on a base: the budget at the bill's rates, and the scale of all its taxes that closes it.


@dataclass(frozen=True, slots=True)
class Reform:
    """What a reform comes to."""

    budget: Budget  # at the bill's rates
    scale: Scale | None  # None where not even ten times the taxes close it
    warnings: tuple[Measure, ...]  # where it leaves the range of published studies

    @property
    def closing_bp(self) -> int | None:
        """Basis points of the bill's rates at which the budget closes."""
        return None if self.scale is None else self.scale.scale_bp


def reform(base: Base, scenario: Scenario, *, revenue_bp: int = WHOLE_BP) -> Reform:
    """The reform of `scenario` on `base`, where taxes bring `revenue_bp` of what they would."""
    result = budget(base.account, scenario, base.brings(revenue_bp))
    try:
        scale = closing_scale(result)
    except CleanbillError:
        scale = None
    return Reform(result, scale, warnings(result.outcome, scenario.use))

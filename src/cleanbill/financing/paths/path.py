"""The Trust's years at one scale of taxes: revenue grows with incomes, spending with care; the reserve takes the rest.

Law of each year, in whole cents: reserve at its end = reserve before + put aside - gap.
Beyond 2030 each tax grows with the income it is on (us/income_growth) and the number of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.core.money import WHOLE_BP, share_bp
from cleanbill.financing.budget import Scenario, account, budget
from cleanbill.financing.reform import Base, base
from cleanbill.law import parameter
from cleanbill.people import target

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
    reserve, told = 0, []
    for year in range(first.year, last + 1):
        full = {tax: share_bp(cents, scale_bp) for tax, cents in _full(first, year).items()}
        brings = {tax: cents - share_bp(cents, _missing_bp(tax, year, recession)) for tax, cents in full.items()}
        held = budget(account(year), scenario, brings)
        before, reserve = reserve, reserve + held.reserve_cents - held.gap_cents
        if held.revenue_cents - held.uses_cents != reserve - before:
            raise BrokenLaw(f"The reserve of {year} does not follow from its revenue and spending.")
        lost = sum(full.values()) - sum(brings.values())
        told.append(
            YearOfPath(
                year, held.revenue_cents, held.uses_cents, held.reserve_cents, held.gap_cents, reserve, lost
            )
        )  # fmt: skip
    return tuple(told)


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

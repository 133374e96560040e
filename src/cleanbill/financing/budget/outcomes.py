"""Pulls the levers on an account, one after another, and keeps what each did.

The order, and why nothing is counted twice:
1. use of care and 2. new benefits set how much care there is, at today's prices;
3. administration of payers follows the care handled, not its price;
4. providers' administration lowers rates by what is captured, and only 6. what a
   cut of price goes beyond it; 5. public rates rise before all prices change;
7. drugs and devices have prices of their own; 8. waste is found in what is left;
9. unpaid bills become paid ones.
A lever's contribution is the total after it less the total before it, so
contributions add up to the change to the cent, whatever the rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cleanbill.financing.budget.base_account import (
    CORE,
    PERSONAL,
    SERVICES,
    Account,
    Cells,
    bp,
    less,
    taken_over,
    total,
)
from cleanbill.financing.budget.levers import (
    HospitalBook,
    captured,
    demanded,
    drug_price,
    growth,
    hospital_book,
    new_benefits,
    payer_administration,
    provider_administration,
    provider_price,
    public_rates,
    uncompensated,
    use_of_care,
    waste,
)
from cleanbill.financing.budget.scenarios import Scenario

LEVER_NAMES = {
    "use": "Use of care",
    "benefits": "New benefits",
    "payer_administration": "Administration of payers",
    "provider_administration": "Administration of providers",
    "public_rates": "Rates of public programmes",
    "provider_price": "Prices of providers",
    "drug_price": "Prices of drugs and devices",
    "waste": "Fraud and waste",
    "uncompensated": "Unpaid care that is now paid",
}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one lever adds to health spending; a saving is negative."""

    lever: str
    name: str
    cents: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Health spending of a place before and after, with each lever's part in the change."""

    place: str
    year: int
    before_cents: int
    after_cents: int
    contributions: tuple[Contribution, ...]
    inside: Mapping[str, Mapping[str, int]]  # the Trust's cells after all levers
    outside: Mapping[str, Mapping[str, int]]  # what stays with who pays it today
    uninsured_bp: int  # of residents, before
    unmet_cents: int  # care wanted beyond the supply cap, at today's prices
    hospitals: HospitalBook

    @property
    def net_cents(self) -> int:
        """Change of health spending; a saving is negative."""
        return self.after_cents - self.before_cents

    def of(self, lever: str) -> int:
        """One lever's contribution in cents."""
        return next(contribution.cents for contribution in self.contributions if contribution.lever == lever)

    def services(self) -> tuple[tuple[str, int, int], ...]:
        """For a table: service, the Trust's cents, cents that stay outside."""
        return tuple((SERVICES[s], sum(self.inside[s].values()), sum(self.outside[s].values())) for s in self.inside)


def outcome(account: Account, scenario: Scenario) -> Outcome:
    """Health spending under a scenario; levers move only what the Trust takes over."""
    before = account.copied()
    cells = taken_over(before, scenario.waivers, scenario.benefits.covered)
    outside = less(before, cells)
    book = hospital_book(account.bad_debt_cents, account.charity_cents, scenario.uncompensated)
    parts = []
    uninsured = _uninsured(account, scenario, cells)
    unmet = _unmet(cells, scenario, uninsured)
    for lever, pull in _pulls(scenario, uninsured, book).items():
        moved = pull(cells)
        parts.append(Contribution(lever, LEVER_NAMES[lever], total(moved) - total(cells)))
        cells = moved
    after = total(cells) + total(outside)
    return Outcome(
        account.place,
        account.year,
        account.total_cents,
        after,
        tuple(parts),
        cells,
        outside,
        account.uninsured_bp,
        unmet,
        book,
    )


def _pulls(scenario: Scenario, uninsured: Fraction, book: HospitalBook) -> dict[str, Callable[[Cells], Cells]]:
    """The levers by name, in the order in which they are pulled."""
    s = scenario
    billing, price = s.provider_administration, s.provider_price
    return {
        "use": lambda cells: use_of_care(cells, s.use, _used(s), uninsured),
        "benefits": lambda cells: new_benefits(cells, s.benefits, s.use, uninsured),
        "payer_administration": lambda cells: payer_administration(cells, s.payer_administration),
        "provider_administration": lambda cells: provider_administration(cells, billing, price),
        "public_rates": lambda cells: public_rates(cells, s.public_rates),
        "provider_price": lambda cells: provider_price(cells, price, lambda name: captured(billing, price, name)),
        "drug_price": lambda cells: drug_price(cells, s.drug_price),
        "waste": lambda cells: waste(cells, s.waste),
        "uncompensated": lambda cells: uncompensated(cells, book),
    }


def _used(scenario: Scenario) -> tuple[str, ...]:
    """Services that the first lever moves; a growth that a study states outright is of all care."""
    return CORE if scenario.use.growth_bp is None else PERSONAL


def _uninsured(account: Account, scenario: Scenario, cells: Cells) -> Fraction:
    """The uninsured as a share of the people whose care the Trust takes over.

    All of them come, even where members of Medicare and Medicaid do not: their share grows as the others' care shrinks.
    """
    everybody = replace(scenario.waivers, level="all", self_insured_stay_bp=0)
    care, taken = (
        total(of, scenario.benefits.covered)
        for of in (taken_over(account.copied(), everybody, scenario.benefits.covered), cells)
    )
    return min(bp(account.uninsured_bp) * Fraction(care, taken), Fraction(1, 2)) if taken else Fraction(0)


def _unmet(cells: Cells, scenario: Scenario, uninsured: Fraction) -> int:
    """Care wanted that the supply cap leaves unmet, in cents at today's prices."""
    gap = 0
    for service in scenario.benefits.covered:
        row = cells[service]
        more = demanded(scenario.use, row, uninsured) - growth(scenario.use, row, uninsured)
        gap += sum(row.values()) * more.numerator // more.denominator
    return gap

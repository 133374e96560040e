"""A contract as data: the employer, its units of workers, their plans, its retirees, and how amounts grow.

Amounts are whole cents of `Contract.year`; shares and growth are basis points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cleanbill.financing.taxes import Bill

INSURED = ("single", "employee+1", "family")  # tiers with a premium
FUND = "fund"  # workers for whom an hourly contribution to a Taft-Hartley fund stands in the place of a premium
OPT_OUT, WAIVED = "opt-out", "waived"  # without this plan, with a payment for it and without
TIERS = (*INSURED, FUND, OPT_OUT, WAIVED)


@dataclass(frozen=True, slots=True)
class Share:
    """What the employer pays of a premium: a part of it, or cents a year that stop at the whole premium."""

    part_bp: int | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """One kind of insurance: premium and employer's share by tier, cents a year."""

    premium: Mapping[str, int]
    employer: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a worker of each tier has today; cents a year, but `fund_hourly_cents`, by hour worked."""

    name: str
    benefits: Mapping[str, Benefit]  # health, dental, vision
    hra: Mapping[str, int]
    hsa: Mapping[str, int]
    out_of_pocket: Mapping[str, int] | None  # None where the file gives none
    opt_out_payment_cents: int
    fund_hourly_cents: int


@dataclass(frozen=True, slots=True)
class Unit:
    """Workers at one wage under one plan, by tier."""

    name: str
    wage_cents: int  # a year
    hours: int  # a year, of each
    hours_assumed: bool
    workers: Mapping[str, int]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Retirees:
    """Former workers whose premiums the employer shares."""

    name: str
    headcount: int
    premium_cents: int
    employer: Share


@dataclass(frozen=True, slots=True)
class Growth:
    """Basis points for each step from the file's year to the contract's last; each has one value a step."""

    wages: tuple[int, ...]
    premiums: tuple[int, ...]
    employer_dollars: tuple[int, ...]
    accounts: tuple[int, ...]
    out_of_pocket: tuple[int, ...]
    administration: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Employer:
    """The whole employer, of whom the file's units may be a part. `payroll_cents` None where not known."""

    places: tuple[int, ...]  # employees of each establishment
    payroll_cents: int | None
    administration_cents: int
    ends_too: Mapping[str, int]

    @property
    def employees(self) -> int:
        """Of all places."""
        return sum(self.places)


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract file, read."""

    name: str
    year: int
    labels: tuple[str, ...]  # of each contract year, as 2026 or 2026-27
    steps: tuple[int, ...]  # of growth, from the file's year to each contract year
    employer: Employer
    units: tuple[Unit, ...]
    retirees: tuple[Retirees, ...]
    growth: Growth
    bill: Bill
    bill_changes: tuple[str, ...]  # what the file changes in it, in words
    rate_scale: float
    picked_up_bp: int  # part of the workers' tax that the employer pays
    pass_through_bp: tuple[int, ...]

    @property
    def workers(self) -> int:
        """In all units."""
        return sum(sum(unit.workers.values()) for unit in self.units)

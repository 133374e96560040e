"""`Persons`: what today's costs and new taxes are worked out from, for a whole population or for one household.

Arrays in one order, one value a person, whole int64 cents of the year. The
taxes of a bill read it as they do a `Population`. Holds no bulk table, so that
a household's answer waits for no engine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Plans of today, by the names of payer/plans, and a marketplace plan at its full or subsidised price.
COVERS = (
    "none",
    "masshealth",
    "connectorcare",
    "marketplace",
    "employer",
    "hdhp",
    "medicare",
    "medicare-supplement",
    "medicare-masshealth",
)
EMPLOYERS = ("employer", "hdhp")
HEAD, SPOUSE, DEPENDENT = 0, 1, 2  # roles in a return
SINGLE, JOINT, SEPARATE, HEAD_OF_HOUSEHOLD = 1, 2, 3, 4  # filing status
STATUSES = ("single", "joint", "separate", "head")  # names of them in law, in that order


@dataclass(frozen=True)
class Persons:
    """People in one year; `unit` is the tax return, and all of it files alike."""

    year: int
    house: Ints
    family: Ints
    unit: Ints  # 0, 1, ... without gaps
    role: Ints
    filing: Ints
    age: Ints
    wages: Ints  # before what the employee pays for premiums before tax
    self_employment: Ints
    partnership: Ints
    interest: Ints
    dividends: Ints
    gains: Ints
    pensions: Ints
    social_security: Ints
    unemployment: Ints
    benefits: Ints
    fpl_bp: Ints
    cover: Ints  # place in COVERS
    employer_size: Ints
    employer_premium: Ints  # of who holds a policy
    employee_premium: Ints
    marketplace_premium: Ints  # of cover "marketplace", after tax credits; ConnectorCare's follows from law

    def __len__(self) -> int:
        return len(self.house)

    @cached_property
    def units(self) -> int:
        """How many returns."""
        return int(self.unit.max(initial=-1)) + 1

    @cached_property
    def first(self) -> Ints:
        """Row of the first person of each return, who bears what is the return's."""
        first = np.full(self.units, len(self), np.int64)
        np.minimum.at(first, self.unit, np.arange(len(self)))
        return first

    @cached_property
    def status(self) -> Ints:
        """Place in STATUSES of each return."""
        return np.asarray(self.filing[self.first] - 1)

    @cached_property
    def pre_tax(self) -> Ints:
        """Premium that an employee pays before tax (26 USC 125): all of it, as far as wages reach."""
        return np.minimum(self.employee_premium, np.maximum(self.wages, 0))

    @cached_property
    def income(self) -> Ints:
        """All income of each person."""
        earned = self.wages + self.self_employment + self.partnership
        capital = self.interest + self.dividends + self.gains
        return np.asarray(earned + capital + self.pensions + self.social_security + self.unemployment + self.benefits)

    def by_unit(self, cents: Ints | Floats) -> Floats:
        """Sums over each return."""
        total: Floats = np.bincount(self.unit, cents, self.units).astype(np.float64)
        return total

    def at_first(self, of_unit: Floats) -> Ints:
        """Whole cents of each return, half up, at its first person; 0 for others."""
        cents = np.zeros(len(self), np.int64)
        cents[self.first] = half_up(of_unit)
        return cents

    def on(self, *plans: str) -> Mask:
        """Who is under one of these covers."""
        return np.isin(self.cover, [COVERS.index(plan) for plan in plans])

    def with_wages(self, wages: Ints) -> Persons:
        """The same people with other wages."""
        return replace(self, wages=wages)


def half_up(cents: Floats) -> Ints:
    """Whole cents of amounts, half up (of negative ones too: towards the greater)."""
    return np.asarray(np.floor(cents + 0.5).astype(np.int64))


def part(cents: Ints, bp: Ints | int) -> Ints:
    """Basis points of amounts, half up."""
    return np.asarray((cents * bp + 5_000) // 10_000)

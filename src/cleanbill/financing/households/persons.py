"""`Persons`: what today's costs and new taxes are worked out from, for a whole population or for one household.

Arrays in one order, one value a person, whole int64 cents of the year. The
taxes of a bill read it as they do a `Population`. Holds no bulk table, so that
a household's answer waits for no engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.core.schema import Faults
from cleanbill.financing.taxes import KINDS, MOST

# What each column of an account is called for people to read.


LABELS = {
    "employee_premium": "Premium that the employee pays",
    "employer_premium": "Premium that the employer pays",
    "out_of_pocket": "Paid at the point of care",
    "medicare_premiums": "Medicare premiums and supplement",
    "marketplace_premiums": "ConnectorCare or marketplace premium",
    "medicare_payroll_tax": "Medicare payroll tax, worker and employer",
    "federal_income_tax": "Part of federal income tax that pays for health",
    "state_income_tax": "Part of state income tax that pays for health",
    "tax_advantage": "Tax not due because premiums are not wages",
}
CHANGES = {
    "lost_exclusion": "Tax on what was the employee's premium before tax",
    "tax_on_wage_change": "Today's taxes on the change of wages",
    "employer_payroll_tax": "Employer's payroll taxes on higher taxed wages",
    "kept_by_employer": "Kept by the employer (negative: borne by the employer)",
}
TAXES = {
    "new_employer": "New: employer's payroll tax",
    "new_employer_large": "New: employer's payroll tax, large employers",
    "new_employee": "New: employee's payroll tax",
    "new_self_employed": "New: tax of the self-employed",
    "new_unearned": "New: tax on unearned income",
}


def label(name: str) -> str:
    """The label of a column; a tax of a bill of one's own by its name."""
    known = LABELS | CHANGES | TAXES
    return known.get(name, f"New: {name.removeprefix('new_').replace('_', ' ')}")


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
        cents[self.first] = whole_cents(of_unit)
        return cents

    def on(self, *plans: str) -> Mask:
        """Who is under one of these covers."""
        return np.isin(self.cover, [COVERS.index(plan) for plan in plans])

    def with_wages(self, wages: Ints) -> Persons:
        """The same people with other wages."""
        return replace(self, wages=wages)


def whole_cents(amounts: Floats) -> Ints:
    """Whole cents of amounts in floating point, half up (of negative ones too: towards the greater)."""
    return np.asarray(np.floor(amounts + 0.5).astype(np.int64))


def part(cents: Ints, bp: Ints | int) -> Ints:
    """Basis points of amounts, half up."""
    return np.asarray(half_up(cents * bp, WHOLE_BP))


# `Member`: one person of a household as a user tells it, and what can be wrong with it.


ROLES = ("head", "spouse", "dependent")
OLDEST = 120
LOSSES = ("self_employment", "partnership", "gains")  # kinds that may be negative
AMOUNTS = ("employer_premium", "employee_premium", "marketplace_premium", "out_of_pocket")
CENTS = "whole cents a year, as 5000000 for 50,000 dollars"


@dataclass(frozen=True, slots=True)
class Member:
    """One person; money is whole cents a year, None where a published mean is to be taken."""

    age: int
    role: str = "head"  # head, spouse or dependent, of the tax return
    cover: str = "none"  # one of COVERS
    unit: int = 0  # which tax return of the household
    wages: int = 0  # before the employee's premium is taken off
    self_employment: int = 0
    partnership: int = 0
    interest: int = 0
    dividends: int = 0
    gains: int = 0
    pensions: int = 0
    social_security: int = 0
    unemployment: int = 0
    benefits: int = 0
    employees: int | None = None  # of the employer; None where not known
    holds_policy: bool | None = None  # of an employer; None: the best earner of those on employers' cover
    employer_premium: int | None = None  # of who holds a policy
    employee_premium: int | None = None
    marketplace_premium: int = 0  # after tax credits, of cover "marketplace"
    out_of_pocket: int | None = None


def check(members: Sequence[Member]) -> None:
    """Raise BadInput with every fault of every member."""
    faults = Faults("household")
    if not members:
        faults.note(None, "has nobody in it", "Give at least one person.")
    for number, member in enumerate(members, 1):
        _check_one(f"person {number}", member, faults)
    for unit in sorted({member.unit for member in members}):
        _check_return(unit, [member for member in members if member.unit == unit], faults)
    faults.stop_if_any()


def _check_one(where: str, member: Member, faults: Faults) -> None:
    faults.one_of(f"{where}, role", member.role, ROLES)
    faults.one_of(f"{where}, cover", member.cover, COVERS)
    faults.whole(f"{where}, age", member.age, OLDEST, "whole years")
    if member.employees is not None and member.employees < 1:
        faults.note(f"{where}, employees", "is less than 1", "Write how many the employer has, or leave it out.")
    for name in (*KINDS, *AMOUNTS):
        amount = getattr(member, name)
        if amount is not None and not (name in LOSSES and isinstance(amount, int) and -MOST <= amount < 0):
            faults.whole(f"{where}, {name}", amount, MOST, CENTS)
    given = member.employer_premium is not None or member.employee_premium is not None
    if given and member.holds_policy is False:
        faults.note(
            f"{where}, holds_policy", "is no, and a premium is given", "Give the premium to who holds the policy."
        )


def _check_return(unit: int, members: Sequence[Member], faults: Faults) -> None:
    roles = [member.role for member in members]
    if roles.count("head") != 1:
        faults.note(f"return {unit}, role", f"has {roles.count('head')} heads", "Give each tax return one head.")
    if roles.count("spouse") > 1:
        faults.note(f"return {unit}, role", "has more than one spouse", "Give another adult a return of their own.")

"""`Member`: one person of a household as a user tells it, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanbill.financing.households.persons import COVERS
from cleanbill.financing.taxes.bill import KINDS
from cleanbill.financing.taxes.earners import MOST
from cleanbill.financing.taxes.faults import Faults

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
    for number, each in enumerate(members, 1):
        _check_one(f"person {number}", each, faults)
    for unit in sorted({each.unit for each in members}):
        _check_return(unit, [each for each in members if each.unit == unit], faults)
    faults.stop_if_any()


def _check_one(where: str, each: Member, faults: Faults) -> None:
    faults.one_of(f"{where}, role", each.role, ROLES)
    faults.one_of(f"{where}, cover", each.cover, COVERS)
    faults.whole(f"{where}, age", each.age, OLDEST, "whole years")
    if each.employees is not None and each.employees < 1:
        faults.note(f"{where}, employees", "is less than 1", "Write how many the employer has, or leave it out.")
    for name in (*KINDS, *AMOUNTS):
        amount = getattr(each, name)
        if amount is not None and not (name in LOSSES and isinstance(amount, int) and -MOST <= amount < 0):
            faults.whole(f"{where}, {name}", amount, MOST, CENTS)
    given = each.employer_premium is not None or each.employee_premium is not None
    if given and each.holds_policy is False:
        faults.note(
            f"{where}, holds_policy", "is no, and a premium is given", "Give the premium to who holds the policy."
        )


def _check_return(unit: int, members: Sequence[Member], faults: Faults) -> None:
    roles = [each.role for each in members]
    if roles.count("head") != 1:
        faults.note(f"return {unit}, role", f"has {roles.count('head')} heads", "Give each tax return one head.")
    if roles.count("spouse") > 1:
        faults.note(f"return {unit}, role", "has more than one spouse", "Give another adult a return of their own.")

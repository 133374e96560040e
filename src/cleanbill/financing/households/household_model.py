"""A household told in plain values as `Persons`, with what was not given taken from published means.

Law: states/ma/employer_premium, us/out_of_pocket_by_cover, us/spending_trend, us/poverty_guideline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cleanbill.core.money import WHOLE_BP, growth, share_bp, usd
from cleanbill.financing.households.after_reform import Account, Choices, after, choices
from cleanbill.financing.households.before_reform import Today, today
from cleanbill.financing.households.persons import (
    COVERS,
    EMPLOYERS,
    HEAD_OF_HOUSEHOLD,
    JOINT,
    LABELS,
    ROLES,
    SINGLE,
    Ints,
    Member,
    Persons,
    check,
    label,
)
from cleanbill.financing.households.todays_taxes import in_force
from cleanbill.financing.taxes import KINDS, Bill, places
from cleanbill.law import parameter

MONTHS = 12
PREMIUM, OUT_OF_POCKET, GUIDELINE = "states/ma/employer_premium", "us/out_of_pocket_by_cover", "us/poverty_guideline"


def persons_of_household(members: Sequence[Member], year: int) -> tuple[Persons, Ints, tuple[str, ...]]:
    """The household, what each pays at the point of care, and what was assumed, in words. BadInput for its faults."""
    check(members)
    members = sorted(members, key=lambda member: (member.unit, ROLES.index(member.role)))
    assumed: list[str] = []
    units = {unit: place for place, unit in enumerate(sorted({member.unit for member in members}))}
    premiums = _premiums(members, year, assumed)
    money = {kind: _array([getattr(member, kind) for member in members]) for kind in KINDS}
    persons = Persons(
        year=year,
        house=_array([0] * len(members)),
        family=_array([units[member.unit] for member in members]),
        unit=_array([units[member.unit] for member in members]),
        role=_array([ROLES.index(member.role) for member in members]),
        filing=_array([_filing(member.unit, members) for member in members]),
        age=_array([member.age for member in members]),
        fpl_bp=_array([_fpl_bp([other for other in members if other.unit == member.unit], year) for member in members]),
        cover=_array([COVERS.index(member.cover) for member in members]),
        employer_size=_array([places(year).size_class(member.employees) if member.wages else -1 for member in members]),
        employer_premium=_array([by_employer for by_employer, _ in premiums]),
        employee_premium=_array([by_employee for _, by_employee in premiums]),
        marketplace_premium=_array([member.marketplace_premium for member in members]),
        **money,
    )
    if any(member.wages and member.employees is None for member in members):
        assumed.append("An employer whose number of employees is not given is taken as the mean of all.")
    return persons, _array([_out_of_pocket(member, year, assumed) for member in members]), tuple(dict.fromkeys(assumed))


def _array(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)


def _filing(unit: int, members: Sequence[Member]) -> int:
    """Joint with a spouse, head of household with dependents alone, else single."""
    roles = {member.role for member in members if member.unit == unit}
    if "spouse" in roles:
        return JOINT
    return HEAD_OF_HOUSEHOLD if "dependent" in roles else SINGLE


def _premiums(members: Sequence[Member], year: int, assumed: list[str]) -> list[tuple[int, int]]:
    """What employer and employee pay for each policy; who holds none is on that of the best earner who holds one."""
    holders = policy_holders(members)
    others = [member for member in members if member.cover in EMPLOYERS and not holds(member, holders)]
    first = max(holders, key=lambda holder: (holder.wages, holder.age), default=None)
    return [
        _premium(member, year, "family" if others and member is first else "single", assumed)
        if holds(member, holders)
        else (0, 0)
        for member in members
    ]


def holds(member: Member, holders: Sequence[Member]) -> bool:
    """Whether this very person, not one like them, is among `holders`."""
    return any(member is holder for holder in holders)


def policy_holders(members: Sequence[Member]) -> list[Member]:
    """Who says so or gives a premium; where nobody does, the best earner of those on employers' cover."""
    covered = [member for member in members if member.cover in EMPLOYERS]
    given = [
        member
        for member in covered
        if member.holds_policy or member.employer_premium is not None or member.employee_premium is not None
    ]
    earners = [member for member in covered if member.holds_policy is not False and member.wages > 0]
    return given or ([max(earners, key=lambda earner: (earner.wages, earner.age))] if earners else [])


def _premium(member: Member, year: int, tier: str, assumed: list[str]) -> tuple[int, int]:
    law = in_force(PREMIUM, year)
    whole = law[f"{tier}_cents"] * MONTHS
    employee, other = member.employee_premium, member.employer_premium
    if employee is None:
        employee = share_bp(whole, law[f"{tier}_share_bp"]) if other is None else max(whole - other, 0)
    if other is None:
        other = max(whole - employee, 0)
    if member.employee_premium is None or member.employer_premium is None:
        assumed.append(
            f"The {tier} premium is taken as Massachusetts' mean, {usd(whole, cents_shown=False)} a year: "
            f"{usd(employee, cents_shown=False)} by the employee, {usd(other, cents_shown=False)} by the employer."
        )
    return other, employee


def _out_of_pocket(member: Member, year: int, assumed: list[str]) -> int:
    if member.out_of_pocket is not None:
        return member.out_of_pocket
    trend = in_force("us/spending_trend", year)
    cents = share_bp(in_force(OUT_OF_POCKET, year)[member.cover], trend)
    assumed.append(
        f"Paid at the point of care under cover {member.cover}: the mean of the survey, "
        f"{usd(cents, cents_shown=False)} a year for each person."
    )
    return cents


def fpl_of(members: Sequence[Member], year: int) -> int:
    """Family income in basis points of the poverty guideline; members of one return are a family."""
    return _fpl_bp(members, year)


def _fpl_bp(family: Sequence[Member], year: int) -> int:
    law = in_force(GUIDELINE, year)["contiguous"]
    beyond = max(0, year - max(parameter(GUIDELINE).values).year)
    grown = float(growth(in_force("us/poverty_guideline_growth", year), beyond))
    guideline = (law["first"] + (len(family) - 1) * law["step"]) * 100 * grown
    income = sum(getattr(member, kind) for member in family for kind in KINDS)
    return int(max(income, 0) * WHOLE_BP // guideline)


# A household's own numbers: plain values in, plain values out, nothing kept.
#
# The rules are those of the population, on arrays of as many people. What is not
# given is taken from published means, and said in `assumed`. Opens no table of
# people, so it answers in a fraction of a second without a network.


@dataclass(frozen=True, slots=True)
class Line:
    """One column of the household, cents a year; a cost is positive."""

    name: str
    label: str
    before_cents: int
    after_cents: int


@dataclass(frozen=True, slots=True)
class AtIncidence:
    """The household's gain where employers pass on this part of what they save or pay more."""

    incidence_bp: int
    gain_cents: int
    wage_change_cents: int
    kept_by_employer_cents: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Before and after. The sum of `lines` before less that after is `gain_cents`, to the cent."""

    year: int
    bill: str
    incidence_bp: int
    income_cents: int
    lines: tuple[Line, ...]
    gain_cents: int
    wage_change_cents: int
    kept_by_employer_cents: int
    by_incidence: tuple[AtIncidence, ...]
    assumed: tuple[str, ...]

    @property
    def before_cents(self) -> int:
        """All that health costs today."""
        return sum(line.before_cents for line in self.lines)

    @property
    def after_cents(self) -> int:
        """All that it costs after the reform."""
        return sum(line.after_cents for line in self.lines)


def household(
    members: tuple[Member, ...], bill: Bill, *, year: int = 2026, chosen: Choices | None = None, rate_scale: float = 1.0
) -> Answer:
    """The household's answer under `bill`, its rates times `rate_scale`. BadInput with every fault of its members."""
    chosen = choices(year=year) if chosen is None else chosen
    persons, out_of_pocket, assumed = persons_of_household(members, year)
    now = today(persons, out_of_pocket)
    account = _account(now, bill, chosen, rate_scale)
    shown = sorted({*in_force("us/pass_through", year)["shown_bp"], chosen.incidence_bp})
    return Answer(
        year=year,
        bill=bill.name,
        incidence_bp=chosen.incidence_bp,
        income_cents=int(persons.income.sum()),
        lines=_lines(account),
        gain_cents=int(account.gain.sum()),
        wage_change_cents=int(account.wage_change.sum()),
        kept_by_employer_cents=int(account.kept_by_employer.sum()),
        by_incidence=tuple(_at(now, bill, replace(chosen, incidence_bp=bp), rate_scale) for bp in shown),
        assumed=assumed,
    )


def _account(now: Today, bill: Bill, chosen: Choices, rate_scale: float) -> Account:
    return after(now, bill, chosen, rate_scale=rate_scale, at_places=places(now.persons.year))


def _lines(account: Account) -> tuple[Line, ...]:
    """Columns that are not nought, in their order."""
    found = [
        Line(name, label(name), int(account.before[name].sum()), int(account.after[name].sum()))
        for name in account.before
    ]
    return tuple(line for line in found if line.before_cents or line.after_cents or line.name in LABELS)


def _at(now: Today, bill: Bill, chosen: Choices, rate_scale: float) -> AtIncidence:
    account = _account(now, bill, chosen, rate_scale)
    sums = (int(cents.sum()) for cents in (account.gain, account.wage_change, account.kept_by_employer))
    return AtIncidence(chosen.incidence_bp, *sums)

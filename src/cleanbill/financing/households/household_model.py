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
    members = sorted(members, key=lambda each: (each.unit, ROLES.index(each.role)))
    assumed: list[str] = []
    units = {unit: place for place, unit in enumerate(sorted({each.unit for each in members}))}
    premiums = _premiums(members, year, assumed)
    money = {kind: _array([getattr(each, kind) for each in members]) for kind in KINDS}
    persons = Persons(
        year=year,
        house=_array([0] * len(members)),
        family=_array([units[each.unit] for each in members]),
        unit=_array([units[each.unit] for each in members]),
        role=_array([ROLES.index(each.role) for each in members]),
        filing=_array([_filing(each.unit, members) for each in members]),
        age=_array([each.age for each in members]),
        fpl_bp=_array([_fpl_bp([one for one in members if one.unit == each.unit], year) for each in members]),
        cover=_array([COVERS.index(each.cover) for each in members]),
        employer_size=_array([places(year).size_class(each.employees) if each.wages else -1 for each in members]),
        employer_premium=_array([by_employer for by_employer, _ in premiums]),
        employee_premium=_array([by_employee for _, by_employee in premiums]),
        marketplace_premium=_array([each.marketplace_premium for each in members]),
        **money,
    )
    if any(each.wages and each.employees is None for each in members):
        assumed.append("An employer whose number of employees is not given is taken as the mean of all.")
    return persons, _array([_out_of_pocket(each, year, assumed) for each in members]), tuple(dict.fromkeys(assumed))


def _array(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)


def _filing(unit: int, members: Sequence[Member]) -> int:
    """Joint with a spouse, head of household with dependents alone, else single."""
    roles = {each.role for each in members if each.unit == unit}
    if "spouse" in roles:
        return JOINT
    return HEAD_OF_HOUSEHOLD if "dependent" in roles else SINGLE


def _premiums(members: Sequence[Member], year: int, assumed: list[str]) -> list[tuple[int, int]]:
    """What employer and employee pay for each policy; who holds none is on that of the best earner who holds one."""
    holders = policy_holders(members)
    others = [each for each in members if each.cover in EMPLOYERS and not holds(each, holders)]
    first = max(holders, key=lambda each: (each.wages, each.age), default=None)
    return [
        _premium(each, year, "family" if others and each is first else "single", assumed)
        if holds(each, holders)
        else (0, 0)
        for each in members
    ]


def holds(each: Member, holders: Sequence[Member]) -> bool:
    """Whether this very person, not one like them, is among `holders`."""
    return any(each is one for one in holders)


def policy_holders(members: Sequence[Member]) -> list[Member]:
    """Who says so or gives a premium; where nobody does, the best earner of those on employers' cover."""
    covered = [each for each in members if each.cover in EMPLOYERS]
    given = [
        each
        for each in covered
        if each.holds_policy or each.employer_premium is not None or each.employee_premium is not None
    ]
    earners = [each for each in covered if each.holds_policy is not False and each.wages > 0]
    return given or ([max(earners, key=lambda each: (each.wages, each.age))] if earners else [])


def _premium(each: Member, year: int, tier: str, assumed: list[str]) -> tuple[int, int]:
    law = in_force(PREMIUM, year)
    whole = law[f"{tier}_cents"] * MONTHS
    own, other = each.employee_premium, each.employer_premium
    if own is None:
        own = share_bp(whole, law[f"{tier}_share_bp"]) if other is None else max(whole - other, 0)
    if other is None:
        other = max(whole - own, 0)
    if each.employee_premium is None or each.employer_premium is None:
        assumed.append(
            f"The {tier} premium is taken as Massachusetts' mean, {usd(whole, cents_shown=False)} a year: "
            f"{usd(own, cents_shown=False)} by the employee, {usd(other, cents_shown=False)} by the employer."
        )
    return other, own


def _out_of_pocket(each: Member, year: int, assumed: list[str]) -> int:
    if each.out_of_pocket is not None:
        return each.out_of_pocket
    trend = in_force("us/spending_trend", year)
    cents = share_bp(in_force(OUT_OF_POCKET, year)[each.cover], trend)
    assumed.append(
        f"Paid at the point of care under cover {each.cover}: the mean of the survey, "
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
    income = sum(getattr(each, kind) for each in family for kind in KINDS)
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

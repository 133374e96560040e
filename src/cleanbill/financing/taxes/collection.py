"""Taxes due: rates on what is taxable, rounded half up on each person or return, never on a total.

A group's tax is one amount; its people share it by their own base, to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.money import NO_LIMIT_CENTS, WHOLE_BP, half_up
from cleanbill.financing.taxes.bill import GROUPS, Bill, Tax
from cleanbill.financing.taxes.earners import Earner, Earners, together
from cleanbill.financing.taxes.tax_places import WHOLE, Ints, Places, places

# What each tax of a bill stands on, before any rate: taxable cents in each bracket, of each person or return.
#
# Kinds of income are added up first, so that a loss lessens a gain of the same
# tax; a base is never below 0. Free of rates, it is worked out once for many.


@dataclass(frozen=True, slots=True)
class Taxable:
    """The base of one tax. `group` says which row of `portions` a person is of, None where each is their own."""

    tax: Tax
    portions: tuple[Ints, ...]  # cents in each bracket: of each person, or of each group
    base: Ints  # of each person, cents before the exemption: a group's tax is shared by it
    group: Ints | None


def taxable(earners: Earners, bill: Bill, at_places: Places | None = None) -> tuple[Taxable, ...]:
    """The base of each tax of `bill`, in the bill's order; `at_places` are the year's where not given."""
    at_places = places(earners.year) if at_places is None else at_places
    bases = {tax.name: _base(earners, tax) for tax in bill.taxes}
    return tuple(_taxable(earners, tax, bases, at_places) for tax in bill.taxes)


def _base(earners: Earners, tax: Tax) -> Ints:
    """Of each person, cents that the tax names; a loss is negative."""
    total = np.zeros(len(earners), np.int64)
    for kind, part in tax.base.items():
        total += _part(getattr(earners, kind), np.int64(part), WHOLE_BP)
    return total


def _taxable(earners: Earners, tax: Tax, bases: Mapping[str, Ints], at_places: Places) -> Taxable:
    if tax.of_payroll:
        wages = np.maximum(bases[tax.name], 0)
        portions: tuple[Ints, ...] = (_part(wages, at_places.kept(tax)[earners.employer_size], WHOLE),)
        group = None
    else:
        group = getattr(earners, GROUPS[tax.unit]) if tax.unit in GROUPS else None
        of_group = _added(bases[tax.name], group)
        below = np.zeros_like(of_group)
        for name in tax.after:
            below += _added(bases[name], group)
        portions = _portions(tax, of_group, below, _exemption(earners, tax))
    if tax.employees_at_least:
        reached = at_places.reached(tax)[earners.employer_size]
        portions = tuple(_part(portion, reached, WHOLE) for portion in portions)
    return Taxable(tax, portions, bases[tax.name], group)


def _added(base: Ints, group: Ints | None) -> Ints:
    """The base of each person or group, never below 0."""
    if group is None:
        return np.maximum(base, 0)
    return np.maximum(np.rint(np.bincount(group, base)).astype(np.int64), 0)


def _exemption(earners: Earners, tax: Tax) -> Ints:
    """Cents that are free: one amount, or one of each return by its filing status."""
    if len(tax.exemption_cents) == 1:
        return np.array(tax.exemption_cents[0], np.int64)
    filing = np.ones(int(earners.unit.max(initial=-1)) + 1, np.int64)
    filing[earners.unit] = earners.filing
    return np.array(tax.exemption_cents, np.int64)[filing - 1]


def _portions(tax: Tax, base: Ints, below: Ints, exemption: Ints) -> tuple[Ints, ...]:
    """Of the income from `below` to `below + base`, the cents that fall into each bracket."""
    starts = [bracket.from_cents for bracket in tax.brackets]
    ends = [*starts[1:], NO_LIMIT_CENTS]
    return tuple(
        np.clip(below + base, exemption + start, exemption + end) - np.clip(below, exemption + start, exemption + end)
        for start, end in zip(starts, ends, strict=True)
    )


def _part(cents: Ints, part: Ints | np.int64, whole: int) -> Ints:
    """`part` / `whole` of an amount, half up (of a loss too: towards the greater)."""
    return np.asarray(half_up(cents * part, whole))


PARTS_OF_BP = 100  # a scaled rate is kept to a hundredth of a basis point
WHOLE_RATE = 10_000 * PARTS_OF_BP

Scale = float | Mapping[str, float]  # on every rate of the bill, or on those of the taxes named


@dataclass(frozen=True, slots=True)
class NewTaxes:
    """What each person's income bears of each tax, in cents a year; who pays it over is another matter."""

    amounts: Mapping[str, Ints]
    paid_by: Mapping[str, str]

    @property
    def total(self) -> Ints:
        """Of each person, all taxes together: exactly their sum."""
        return self.of(("employer", "person"))

    def of(self, payers: Sequence[str]) -> Ints:
        """Of each person, the taxes that the employer, or the person, pays over."""
        due = [cents for name, cents in self.amounts.items() if self.paid_by[name] in payers]
        nothing = np.zeros(len(next(iter(self.amounts.values()))), np.int64)
        return np.asarray(sum(due, nothing))


def taxes_of(earners: Earners, bill: Bill, *, rate_scale: Scale = 1.0, at_places: Places | None = None) -> NewTaxes:
    """The taxes of `bill` on a population, every rate times `rate_scale` (or those of the taxes it names)."""
    return levy(taxable(earners, bill, at_places), rate_scale=rate_scale)


def levy(bases: Sequence[Taxable], *, rate_scale: Scale = 1.0) -> NewTaxes:
    """The taxes on bases worked out before: what a search for a rate, or a draw, does again and again."""
    amounts = {taxable.tax.name: _due(taxable, _scale(rate_scale, taxable.tax.name)) for taxable in bases}
    return NewTaxes(amounts, {taxable.tax.name: taxable.tax.paid_by for taxable in bases})


def taxes_on(
    earners: Sequence[Earner], bill: Bill, *, year: int, rate_scale: Scale = 1.0, at_places: Places | None = None
) -> tuple[dict[str, int], ...]:
    """The taxes of `bill` on the people of one household, a name and cents for each person in their order."""
    at_places = places(year) if at_places is None else at_places
    due = taxes_of(together(earners, year, at_places), bill, rate_scale=rate_scale, at_places=at_places).amounts
    return tuple({name: int(cents[row]) for name, cents in due.items()} for row in range(len(earners)))


def _scale(rate_scale: Scale, name: str) -> float:
    return rate_scale.get(name, 1.0) if isinstance(rate_scale, Mapping) else rate_scale


def _due(taxable: Taxable, scale: float) -> Ints:
    rates = [round(bracket.rate_bp * PARTS_OF_BP * scale) for bracket in taxable.tax.brackets]
    weighed = sum((cents * rate for cents, rate in zip(taxable.portions, rates, strict=True)), np.int64(0))
    due = np.asarray(half_up(weighed, WHOLE_RATE))
    return due if taxable.group is None else _shared(due, taxable.base, taxable.group)


def _shared(due: Ints, base: Ints, group: Ints) -> Ints:
    """Each person's part of their group's tax, by what they have of its base; parts add up to it."""
    order = np.argsort(group, kind="stable")
    groups, positive = group[order], np.maximum(base, 0)[order].astype(np.float64)
    so_far = np.cumsum(positive)
    first = np.searchsorted(groups, groups, side="left")
    within = so_far - (so_far - positive)[first]
    whole = np.bincount(group, np.maximum(base, 0))[groups]
    upto = np.floor(due[groups] * np.divide(within, whole, out=np.zeros_like(whole), where=whole > 0)).astype(np.int64)
    parts = np.diff(upto, prepend=0)
    starts = np.arange(len(groups)) == first
    parts[starts] = upto[starts]
    shared = np.empty_like(parts)
    shared[order] = parts
    return shared


# The taxes that one employer pays over: for a contract, a town, a firm.


def employer_tax(
    bill: Bill, payroll_cents: int, establishments: int, employees: int, *, rate_scale: float = 1.0
) -> dict[str, int]:
    """Cents of each tax that the employer pays, on a year's payroll; taxes of persons are left out.

    Establishments are taken to be alike: each has its part of payroll and of
    employees. Where they differ, ask once for each with establishments = 1
    and add up. A tax with an exemption or brackets of a person (such as the
    employee's, where the employer takes it on) is worked out as if all earned
    the same. Raises BadInput for a negative amount, or people with no place.
    """
    _check(payroll_cents, establishments, employees)
    return {
        tax.name: _employer_due(tax, payroll_cents, establishments, employees, rate_scale)
        for tax in bill.taxes
        if tax.paid_by == "employer"
    }


def _check(payroll_cents: int, establishments: int, employees: int) -> None:
    given = {"payroll_cents": payroll_cents, "establishments": establishments, "employees": employees}
    wrong = {name: "is negative" for name, value in given.items() if value < 0}
    if (payroll_cents or employees) and establishments == 0:
        wrong["establishments"] = "is 0, and there are employees or payroll"
    if payroll_cents and not employees:
        wrong["employees"] = "is 0, and there is payroll"
    if wrong:
        remedy = "Write whole numbers: cents a year, places of work, people."
        raise BadInput([Finding("employer", None, name, problem, remedy) for name, problem in wrong.items()])


def _employer_due(tax: Tax, payroll_cents: int, establishments: int, employees: int, rate_scale: float) -> int:
    per = {"establishment": establishments, "employer": 1}
    if employees < tax.employees_at_least * per[tax.employees_counted] or employees == 0:
        return 0
    units = per.get(tax.unit, employees)
    weighed, exemption = 0, tax.exemption_cents[0] * units
    starts = [bracket.from_cents * units + exemption for bracket in tax.brackets]
    ends = [*starts[1:], max(payroll_cents, starts[-1])]
    for bracket, start, end in zip(tax.brackets, starts, ends, strict=True):
        cents = min(max(payroll_cents, start), end) - start
        weighed += cents * round(bracket.rate_bp * PARTS_OF_BP * rate_scale)
    base_bp = tax.base.get("wages", 0)
    return half_up(weighed * base_bp, WHOLE_RATE * 10_000)


# What a bill's taxes bring in a year, tax by tax.


class Weighted(Protocol):
    """People who stand for many; a `Population` is one."""

    def total(self, cents: Ints) -> int:
        """Cents of all for whom the people on record stand."""


def revenue(population: Weighted, taxes: NewTaxes) -> dict[str, int]:
    """Whole cents of each tax from all residents, before anybody's answer to it; the bill's revenue is their sum.

    Wages are residents', wherever they work: what employers here pay on those who live elsewhere is not in it, and
    what residents earn from employers elsewhere is.
    """
    return {name: population.total(cents) for name, cents in taxes.amounts.items()}

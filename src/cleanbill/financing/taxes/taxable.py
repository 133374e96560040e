"""What each tax of a bill stands on, before any rate: taxable cents in each bracket, of each person or return.

Kinds of income are added up first, so that a loss lessens a gain of the same
tax; a base is never below 0. Free of rates, it is worked out once for many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cleanbill.core.money import NO_LIMIT_CENTS, WHOLE_BP
from cleanbill.financing.taxes.bill import GROUPS, Bill, Tax
from cleanbill.financing.taxes.earners import Earners
from cleanbill.financing.taxes.places import WHOLE, Ints, Places, places


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
        own = _added(bases[tax.name], group)
        below = np.zeros_like(own)
        for name in tax.after:
            below += _added(bases[name], group)
        portions = _portions(tax, own, below, _exemption(earners, tax))
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
    return np.asarray((cents * part + whole // 2) // whole)

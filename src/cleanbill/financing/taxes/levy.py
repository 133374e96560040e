"""Taxes due: rates on what is taxable, rounded half up on each person or return, never on a total.

A group's tax is one amount; its people share it by their own base, to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cleanbill.financing.taxes.bill import Bill
from cleanbill.financing.taxes.earners import Earner, Earners, together
from cleanbill.financing.taxes.places import Ints, Places, places
from cleanbill.financing.taxes.taxable import Taxable, taxable

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
    amounts = {each.tax.name: _due(each, _scale(rate_scale, each.tax.name)) for each in bases}
    return NewTaxes(amounts, {each.tax.name: each.tax.paid_by for each in bases})


def taxes_on(
    earners: Sequence[Earner], bill: Bill, *, year: int, rate_scale: Scale = 1.0, at_places: Places | None = None
) -> tuple[dict[str, int], ...]:
    """The taxes of `bill` on the people of one household, a name and cents for each person in their order."""
    at_places = places(year) if at_places is None else at_places
    due = taxes_of(together(earners, year, at_places), bill, rate_scale=rate_scale, at_places=at_places).amounts
    return tuple({name: int(cents[row]) for name, cents in due.items()} for row in range(len(earners)))


def _scale(rate_scale: Scale, name: str) -> float:
    return rate_scale.get(name, 1.0) if isinstance(rate_scale, Mapping) else rate_scale


def _due(each: Taxable, scale: float) -> Ints:
    rates = [round(bracket.rate_bp * PARTS_OF_BP * scale) for bracket in each.tax.brackets]
    weighed = sum((cents * rate for cents, rate in zip(each.portions, rates, strict=True)), np.int64(0))
    due = np.asarray((weighed + WHOLE_RATE // 2) // WHOLE_RATE)
    return due if each.group is None else _shared(due, each.base, each.group)


def _shared(due: Ints, base: Ints, group: Ints) -> Ints:
    """Each person's part of their group's tax, by what they have of its base; parts add up to it."""
    order = np.argsort(group, kind="stable")
    groups, own = group[order], np.maximum(base, 0)[order].astype(np.float64)
    so_far = np.cumsum(own)
    first = np.searchsorted(groups, groups, side="left")
    within = so_far - (so_far - own)[first]
    whole = np.bincount(group, np.maximum(base, 0))[groups]
    upto = np.floor(due[groups] * np.divide(within, whole, out=np.zeros_like(whole), where=whole > 0)).astype(np.int64)
    parts = np.diff(upto, prepend=0)
    starts = np.arange(len(groups)) == first
    parts[starts] = upto[starts]
    shared = np.empty_like(parts)
    shared[order] = parts
    return shared

"""Finds the lowest rate of one tax, or the lowest scale of all, in whole basis points, at which the budget closes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP, share_bp
from cleanbill.financing.budget.trust import Budget


@dataclass(frozen=True, slots=True)
class Closing:
    """The rate that closes a budget, and what is left over at it."""

    tax: str
    rate_now_bp: int
    gap_now_cents: int
    rate_bp: int
    gap_cents: int  # at that rate: nil or below


@dataclass(frozen=True, slots=True)
class Scale:
    """By how much all taxes of a budget must be raised or lowered alike, exemptions and brackets as they are."""

    gap_now_cents: int
    scale_bp: int  # 10,000: as they are
    gap_cents: int  # at that scale: nil or below


def closing_scale(budget: Budget) -> Scale:
    """The first scale of all taxes together, up to ten times, at which the gap is nil or below; as `closing_rate`."""
    taxes = [line.cents for line in budget.revenue if line.kind == "tax"]
    gap_without = budget.gap_cents + sum(taxes)

    def collected(at: int) -> int:
        return sum(share_bp(cents, at) for cents in taxes)

    found = _first(lambda at: collected(at) >= gap_without, 10 * WHOLE_BP)
    if found is None:
        raise CleanbillError(f"Not even ten times its taxes close the budget of {budget.year}. Change another lever.")
    return Scale(budget.gap_cents, found, gap_without - collected(found))


def closing_rate(
    budget: Budget,
    tax: str,
    rate_bp: int,
    *,
    base_cents: int | None = None,
    collected: Callable[[int], int] | None = None,
) -> Closing:
    """The first rate of `tax` at which the gap is nil or below, all else as it is.

    Give the tax's base, where what it collects is that share of it, or
    `collected(rate_bp)` in cents, which must not fall as the rate rises.
    `rate_bp` is the rate at which the budget was made. CleanbillError where
    even 100 % does not close it, or the budget has no such tax.
    """
    if collected is None:
        if base_cents is None:
            raise CleanbillError("closing_rate needs the base of the tax, or what it collects at a rate.")
        base = base_cents

        def collected(at: int) -> int:
            return share_bp(base, at)

    brings = [line.cents for line in budget.revenue if line.kind == "tax" and line.name == tax]
    if not brings:
        names = ", ".join(line.name for line in budget.revenue if line.kind == "tax")
        raise CleanbillError(f"The budget of {budget.year} has no tax {tax!r}. It has: {names}.")
    gap_without = budget.gap_cents + sum(brings)
    found = _first(lambda at: collected(at) >= gap_without)
    if found is None:
        raise CleanbillError(
            f"Not even a rate of 100 % of {tax!r} closes the budget of {budget.year}. Change another lever or tax."
        )
    return Closing(tax, rate_bp, budget.gap_cents, found, gap_without - collected(found))


def _first(closes: Callable[[int], bool], most: int = WHOLE_BP) -> int | None:
    """The lowest rate from nil to `most` that closes, by halving."""
    if not closes(most):
        return None
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if closes(middle) else (middle + 1, high)
    return low

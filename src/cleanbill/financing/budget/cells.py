"""Arithmetic on an account's cells: cents by service and payer, rounded half up on each cell and never on a total."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from cleanbill.core.money import WHOLE_BP

Cells = dict[str, dict[str, int]]  # service -> payer -> cents


def half_up(amount: Fraction) -> int:
    """The whole cents nearest to an amount, halves upward."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def bp(rate_bp: int) -> Fraction:
    """Basis points as an exact fraction of one."""
    return Fraction(rate_bp, WHOLE_BP)


def total(cells: Mapping[str, Mapping[str, int]], services: Iterable[str] | None = None) -> int:
    """Cents of all cells, or of those of some services."""
    return sum(sum(cells[service].values()) for service in (cells if services is None else services))


def scaled(cells: Cells, factor: Callable[[str, str], Fraction]) -> Cells:
    """Each cell times `factor(service, payer)`, rounded half up."""
    return {
        service: {payer: half_up(cents * factor(service, payer)) for payer, cents in row.items()}
        for service, row in cells.items()
    }


def less(cells: Cells, part: Cells) -> Cells:
    """What is left of the cells when a part of each is taken away."""
    return {s: {p: cents - part[s][p] for p, cents in row.items()} for s, row in cells.items()}

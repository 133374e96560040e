"""Money as whole cents and rates as basis points, and how people see them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import NewType

from cleanbill.core.errors import CleanbillError

# Shares a whole out: cents, or people, in whole parts that add up to it.


def allot(amount: int, weights: Sequence[float] | Sequence[int] | Sequence[Fraction]) -> list[int]:
    """An amount shared out by non-negative weights in whole parts that add up to it, by largest remainder.

    Ties go to the earlier weight. Where all weights are nil the first takes all.
    """
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if whole == 0:
        return [amount, *[0] * (len(exact) - 1)]
    shares = [amount * weight / whole for weight in exact]
    floors = [share.numerator // share.denominator for share in shares]
    left = amount - sum(floors)
    order = sorted(range(len(shares)), key=lambda at: floors[at] - shares[at])
    for at in order[:left]:
        floors[at] += 1
    return floors


Cents = NewType("Cents", int)
BasisPoints = NewType("BasisPoints", int)

WHOLE_BP = 10_000  # basis points in one whole
NO_LIMIT_CENTS = 9_000_000_000_000_00  # stands for "no limit"; below 2^53


def cents(dollars: str | int | float) -> Cents:
    """Dollars as a person writes them ("1,600.50", "$1600") in whole cents."""
    text = str(dollars).strip().replace("$", "").replace(",", "")
    try:
        exact = Decimal(text) * 100
    except InvalidOperation:
        raise CleanbillError(f"{dollars!r} is not an amount in dollars. Write it like 1600 or 1,600.50.") from None
    if not exact.is_finite():
        raise CleanbillError(f"{dollars!r} is not an amount that can be paid. Write it like 1600 or 1,600.50.")
    if exact != exact.to_integral_value():
        raise CleanbillError(f"{dollars!r} has a fraction of a cent. Write at most two decimals.")
    return Cents(int(exact))


def usd(amount: int, *, cents_shown: bool = True) -> str:
    """Cents as dollars for people: 160000 -> "$1,600.00" or "$1,600"; what rounds to nothing has no sign."""
    whole = Decimal(amount) / 100
    return _signed(whole if cents_shown else whole.quantize(Decimal(1), ROUND_HALF_UP), 2 if cents_shown else 0)


def usd_billions(amount: int) -> str:
    """Cents as billions of dollars: -1300000000000 -> "-$13.0bn"."""
    return f"{_signed((Decimal(amount) / 100_000_000_000).quantize(Decimal('0.1'), ROUND_HALF_UP), 1)}bn"


def _signed(dollars: Decimal, places: int) -> str:
    return f"{'-' if dollars < 0 else ''}${abs(dollars):,.{places}f}"


def share_bp(amount: int, rate_bp: int) -> Cents:
    """`rate_bp` of a non-negative amount, half cents rounded up.

    The scalar twin of `engine.rounding.share_bp`; tests hold them equal.
    """
    return Cents((amount * rate_bp + WHOLE_BP // 2) // WHOLE_BP)

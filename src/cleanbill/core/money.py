"""Money as whole cents and rates as basis points: read, shared out, rounded half up, grown, and shown to people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NewType, TypeVar

from cleanbill.core.errors import CleanbillError

# Shares a whole out: cents, or people, in whole parts that add up to it.


def allot(amount: int, weights: Sequence[float] | Sequence[int] | Sequence[Fraction]) -> list[int]:
    """An amount shared out by non-negative weights in whole parts that add up to it, by largest remainder.

    Ties go to the earlier weight. Where all weights are zero the first takes all.
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
Whole = TypeVar("Whole")  # int, or whole numbers as a numpy array or an Ibis column

WHOLE_BP = 10_000  # basis points in one whole
NO_LIMIT_CENTS = 9_000_000_000_000_00  # stands for "no limit"; below 2^53
_DECIMAL = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?", re.ASCII)


def cents(dollars: str | int | float) -> Cents:
    """Dollars as a person writes them ("1,600.50", "$1600") in whole cents."""
    text = str(dollars).strip().replace("$", "").replace(",", "")
    if not is_decimal(text):
        raise CleanbillError(f"{dollars!r} is not an amount in dollars. Write it like 1600 or 1,600.50.")
    exact = scaled(text, 2)
    if exact is None:
        raise CleanbillError(f"{dollars!r} has a fraction of a cent. Write at most two decimals.")
    return Cents(exact)


def is_decimal(text: str) -> bool:
    """Whether a text is a number in plain digits, with a sign and a point or without."""
    match = _DECIMAL.fullmatch(text)
    return match is not None and bool(match[2] or match[3])


def scaled(text: str, places: int) -> int | None:
    """A number in plain digits as a whole number of 10^-places: "766.5" of 2 is 76650; None where it is none or finer.

    How every format's dollars become whole cents; what else a format allows or forbids is its reader's to say.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return None
    fraction = (match[3] or "").rstrip("0")
    if len(fraction) > places:
        return None
    return int(match[1] + (match[2] or "0") + fraction.ljust(places, "0"))


def percent_bp(percent: str | int | float | Decimal, name: str) -> BasisPoints:
    """A percentage as a person writes it, "60" or "62.5%", in basis points; CleanbillError calls it by `name`."""
    try:
        exact = Decimal(str(percent).strip().removesuffix("%")) * 100
    except InvalidOperation:
        raise CleanbillError(f"{name} {percent} is not a percentage. Write it like 60 or 62.5.") from None
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise CleanbillError(f"{name} {percent} is finer than a hundredth of a percent. Write it like 60 or 62.5.")
    return BasisPoints(int(exact))


def usd(amount: int, *, cents_shown: bool = True) -> str:
    """Cents as dollars for people: 160000 -> "$1,600.00" or "$1,600"; what rounds to nothing has no sign."""
    whole = Decimal(amount) / 100
    return _signed(whole if cents_shown else whole.quantize(Decimal(1), ROUND_HALF_UP), 2 if cents_shown else 0)


def usd_billions(amount: int) -> str:
    """Cents as billions of dollars: -1300000000000 -> "-$13.0bn"."""
    return f"{_signed((Decimal(amount) / 100_000_000_000).quantize(Decimal('0.1'), ROUND_HALF_UP), 1)}bn"


def _signed(dollars: Decimal, places: int) -> str:
    return f"{'-' if dollars < 0 else ''}${abs(dollars):,.{places}f}"


def half_up(dividend: Whole, divisor: Any) -> Whole:
    """`dividend` / `divisor` to the nearest whole, halves up: of a loss too, towards the greater.

    Of whole numbers alone, one, a numpy array or an Ibis column; the divisor is positive. Ibis divides in floating
    point and floors, exact while the dividend and half the divisor stay below 2^53.
    """
    whole: Any = dividend
    rounded: Whole = (whole + divisor // 2) // divisor
    return rounded


def nearest(amount: Fraction) -> int:
    """The whole number nearest to an exact amount, halves up."""
    return half_up(amount.numerator, amount.denominator)


def growth(growth_bp: int, years: int) -> Fraction:
    """What 1 becomes in so many years at a yearly rate, exactly; years before are negative."""
    return Fraction(WHOLE_BP + growth_bp, WHOLE_BP) ** years


def grown(amount: Fraction | int, growth_bp: int, years: int) -> Fraction:
    """What an amount becomes in so many years, exactly; whoever keeps it in cents rounds it, once."""
    return amount * growth(growth_bp, years)


def share_bp(amount: int, rate_bp: int) -> Cents:
    """`rate_bp` of a non-negative amount, half cents rounded up.

    The scalar twin of `engine.rounding.share_bp`; tests hold them equal.
    """
    return Cents(half_up(amount * rate_bp, WHOLE_BP))

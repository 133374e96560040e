"""Amounts and shares as a person reads them in a picture; tables show them exactly."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from cleanbill.core.money import usd

_MILLION, _BILLION = 10**8, 10**11  # cents
_THREE_DIGITS = ((100, "1"), (10, "0.1"), (0, "0.01"))  # from this size on, this precision


def short_usd(amount: int) -> str:
    """Cents in three digits: 6012345678 -> "$60.1 million"; below a million whole dollars."""
    size, sign = abs(amount), "-" if amount < 0 else ""
    if size < _MILLION:
        return usd(amount, cents_shown=size < 100_00 and size % 100 != 0)
    millions = _three_digits(Decimal(size) / _MILLION)
    if millions < 1000:
        return f"{sign}${_plain(millions)} million"
    return f"{sign}${_plain(_three_digits(Decimal(size) / _BILLION))} billion"


def percent(part: int, whole: int) -> str:
    """A share for people: "46%", "5.2%", "0.03%", "under 0.01%"; "" where the whole is 0.

    Never "100%" of less than the whole, nor "0%" of something.
    """
    if whole == 0:
        return ""
    share = Decimal(part) * 100 / whole
    if 0 < share < Decimal("0.01"):
        return "under 0.01%"
    if 99 < share < 100:
        return f"{_plain(share.quantize(Decimal('0.1'), ROUND_DOWN))}%"
    precision = "1" if abs(share) >= 10 else "0.1" if abs(share) >= 1 else "0.01"
    return f"{_plain(share.quantize(Decimal(precision), ROUND_HALF_UP))}%"


def each(amount: int, of: int) -> int:
    """`amount` cents shared over `of`, in whole cents, half cents away from zero."""
    return int((Decimal(amount) / of).quantize(Decimal(1), ROUND_HALF_UP))


def _three_digits(number: Decimal) -> Decimal:
    precision = next(step for size, step in _THREE_DIGITS if number >= size)
    return number.quantize(Decimal(precision), ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    """Thousands separated and no zeros after the point: 60.00 -> "60"."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Money of an 835 as whole cents and back, exactly.

Source: X12.6, type R: a decimal point only where needed, at most 18 digits, no thousands separators.
"""

from __future__ import annotations

import re

MOST_DIGITS = 18
AMOUNT = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?", re.ASCII)


def whole_cents(text: str) -> int | str:
    """The cents of `text`, or, as text, why it is no amount of money."""
    match = AMOUNT.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return "is not an amount"
    whole, part = match[2], (match[3] or "").rstrip("0")
    if len(whole) > MOST_DIGITS:
        return f"has more than {MOST_DIGITS} digits"
    if len(part) > 2:
        return "has a fraction of a cent"
    cents = int(whole or "0") * 100 + int(part.ljust(2, "0"))
    return -cents if match[1] == "-" else cents


def as_amount(cents: int) -> str:
    """Cents as an 835 writes them: 1250 -> "12.5", 1200 -> "12" (no zeros at the end)."""
    if cents % 100 == 0:
        return str(cents // 100)
    whole, part = divmod(abs(cents), 100)
    text = f"{whole}.{part:02}".rstrip("0")
    return f"-{text}" if cents < 0 else text

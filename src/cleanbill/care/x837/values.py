"""Amounts, quantities and dates as X12 writes them; None is what cannot be read."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from cleanbill.core.money import scaled

NUMBER = re.compile(r"-?\d{0,13}(?:\.\d*)?", re.ASCII)
FIRST_YEAR = 1850  # a year before it is a slip of the pen; the oldest birth on file may be
MANY = 1 << 16


@lru_cache(MANY)
def cents(text: str) -> int | None:
    """Dollars with a point ("766.5") in whole cents; None where it is not an amount or has a fraction of a cent."""
    return _scaled(text, 2)


@lru_cache(MANY)
def thousandths(text: str) -> int | None:
    """A quantity ("1.00") in thousandths; None where it is not a number or finer than that."""
    return _scaled(text, 3)


def _scaled(text: str, digits: int) -> int | None:
    return scaled(text, digits) if NUMBER.fullmatch(text) else None


@lru_cache(MANY)
def day(text: str) -> date | None:
    """CCYYMMDD, or the day of CCYYMMDDHHMM."""
    if len(text) not in (8, 12) or not text.isascii() or not text.isdecimal():
        return None
    try:
        read = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
    return read if read.year >= FIRST_YEAR else None


@lru_cache(MANY)
def span(kind: str, text: str) -> tuple[date, date] | None:
    """First and last day of a date: D8 and DT are one day, RD8 is two; None where the last is before the first."""
    first, _, last = text.partition("-") if kind == "RD8" else (text, "", text)
    start, end = day(first), day(last)
    if start is None or end is None or end < start:
        return None
    return start, end

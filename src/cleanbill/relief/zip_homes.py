"""Which states a ZIP code may lie in, by its first three digits. Law: us/zip_prefix."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from cleanbill.law import parameter


@cache
def homes_by_prefix(today: date) -> Sequence[str | None]:
    """For each prefix from 000 to 999 its states, joined by blanks; None where it is nobody's."""
    table = parameter("us/zip_prefix").at(today)
    held: list[str | None] = [None] * 1000
    for state, ranges in table["ranges"].items():
        for span in ranges:
            low, high = map(int, span.split("-"))
            for prefix in range(low, high + 1):
                held[prefix] = f"{held[prefix]} {state}" if held[prefix] else state
    for prefix, states in table["also"].items():
        held[int(prefix)] = " ".join(filter(None, [held[int(prefix)], *states]))
    return tuple(held)

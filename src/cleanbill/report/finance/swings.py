"""Bars to both sides of a line, for what a range does to a figure: the geometry, which a template draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.report.money_words import short_usd

WIDTH, ROW = 328, 34


@dataclass(frozen=True, slots=True)
class Swing:
    """One bar: from `x` so long, its name above and the ends' words beside."""

    name: str
    y: float
    x: float
    length: float
    words: str


@dataclass(frozen=True, slots=True)
class Swings:
    """Bars on one scale, and where the middle line stands."""

    ident: str
    title: str
    bars: Sequence[Swing]
    middle: float
    words: str
    height: float

    @property
    def described(self) -> str:
        """The picture in words, for those who do not see it."""
        return f"In the middle {self.words}. " + " ".join(f"{bar.name}: {bar.words}." for bar in self.bars)


def swings(ident: str, title: str, rows: Sequence[Mapping[str, Any]]) -> Swings | None:
    """The bars of tornado rows in cents, as they come; None without rows."""
    if not rows:
        return None
    ends = [row[key] for row in rows for key in ("at_low", "at_likely", "at_high")]
    low, span = min(ends), max(max(ends) - min(ends), 1)

    def at(cents: int) -> float:
        return float((cents - low) / span * (WIDTH - 2) + 1)

    bars = []
    for place, row in enumerate(rows):
        three = (row["at_low"], row["at_likely"], row["at_high"])
        left, right = at(min(three)), at(max(three))
        words = f"{short_usd(min(three))} to {short_usd(max(three))}"
        bars.append(Swing(row["name"], place * ROW, left, max(right - left, 1.0), words))
    middle = rows[0]["at_likely"]
    return Swings(ident, title, bars, at(middle), short_usd(middle), ROW * len(rows) + 4)

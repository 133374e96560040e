"""Bars beside their labels, in groups: the geometry, which a template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 328
LABELS = 84  # pixels for labels, where there are any
WORDS = 8  # pixels that a letter of 12.5 px may take in the widest common font; "%" takes half as much again
GROUP_HEAD, ROW, GROUP_GAP = 20, 19, 10
SHORTEST = 2.0  # pixels of a bar that is not zero


@dataclass(frozen=True, slots=True)
class Bar:
    """A value and its words; None is a value that is withheld. `tone`: a colour other than the picture's."""

    label: str
    value: float | None
    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar as drawn: top and length in pixels."""

    bar: Bar
    y: float
    length: float


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under one heading."""

    name: str
    y: float
    bars: Sequence[Drawn]


@dataclass(frozen=True, slots=True)
class Bars:
    """One picture of bars on one scale that begins at 0."""

    ident: str
    title: str
    tone: str
    groups: Sequence[Group]
    start: int  # x where bars begin
    height: float

    @property
    def described(self) -> str:
        """The picture in words, for those who do not see it."""
        return " ".join(
            f"{group.name}: " + ", ".join(f"{drawn.bar.label} {drawn.bar.words}".strip() for drawn in group.bars) + "."
            for group in self.groups
        )


def bars(ident: str, title: str, tone: str, groups: Sequence[tuple[str, Sequence[Bar]]]) -> Bars:
    """Lays out groups of bars; the longest bar takes what its words leave."""
    every = [bar for _, group in groups for bar in group]
    start = LABELS if any(bar.label for bar in every) else 1
    longest = WIDTH - start - 14 - WORDS * max((len(bar.words) for bar in every), default=0)
    top = max((bar.value or 0 for bar in every), default=0)
    y = 0.0
    laid: list[Group] = []
    for name, group in groups:
        head = y
        y += GROUP_HEAD if name else 0
        drawn = tuple(Drawn(bar, y + place * ROW, _length(bar.value, top, longest)) for place, bar in enumerate(group))
        laid.append(Group(name, head, drawn))
        y += ROW * len(group) + GROUP_GAP
    return Bars(ident, title, tone, tuple(laid), start, y)


def _length(value: float | None, top: float, longest: int) -> float:
    if not value or value < 0:
        return 0.0
    return max(value / top * longest, SHORTEST)

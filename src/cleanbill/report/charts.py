"""The pictures' geometry, which templates draw: bars beside labels, bands from one bar to many, and stacks.

All worlds share one scale (cents per pixel). A band leaves the bar at its true height; where that is too thin to
be seen, its far end is widened to `THINNEST` and the band says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanbill.report.privacy import WITHHELD, percent, short_usd

# Bars beside their labels, in groups: the geometry, which a template draws.


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


BAR_WIDTH = 14
NODE_X = 126
LABEL_X = 144
TOP = 42  # room for the bar's own label
SLOT = 36  # room for two lines of text
GAP = 7
THINNEST = 2.5


@dataclass(frozen=True, slots=True)
class Part:
    """Where some of the money went; `tone` names its colour. `even_if_zero`: shown even where 0. `hidden`: withheld."""

    name: str
    tone: str
    cents: int
    even_if_zero: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A part as drawn: heights at the bar and at its far end, in pixels."""

    part: Part
    words: str
    bar_y: float
    bar_height: float
    node_y: float
    node_height: float
    widened: bool

    @property
    def middle(self) -> float:
        """Where the label stands."""
        return self.node_y + self.node_height / 2

    @property
    def path(self) -> str:
        """The outline of the band as an SVG path."""
        left, right = BAR_WIDTH, NODE_X
        bend = (left + right) / 2
        top = f"M{left},{self.bar_y:.2f} C{bend:.0f},{self.bar_y:.2f} {bend:.0f},{self.node_y:.2f} "
        end_bar, end_node = self.bar_y + self.bar_height, self.node_y + self.node_height
        low = f"L{right},{end_node:.2f} C{bend:.0f},{end_node:.2f} {bend:.0f},{end_bar:.2f} {left},{end_bar:.2f} Z"
        return f"{top}{right},{self.node_y:.2f} {low}"


@dataclass(frozen=True, slots=True)
class Flow:
    """One picture: a bar, its bands, and the words that stand for it."""

    ident: str
    title: str
    whole: Part
    bar_height: float
    bands: Sequence[Band]
    note: str = ""

    @property
    def words(self) -> str:
        """The bar's amount."""
        return WITHHELD if self.whole.hidden else short_usd(self.whole.cents)

    @property
    def described(self) -> str:
        """The picture in words, for those who do not see it."""
        parts = "; ".join(f"{band.part.name}: {band.words}" for band in self.bands)
        return f"{self.whole.name}: {self.words}." + (f" Of this: {parts}." if parts else "")

    @property
    def height(self) -> float:
        """Pixels that the drawing needs, at the width `WIDTH`."""
        low = max((max(band.node_y + band.node_height, band.middle + SLOT / 2) for band in self.bands), default=0)
        return max(low, TOP + max(self.bar_height, SLOT)) + 4


def flow(ident: str, title: str, whole: Part, parts: Sequence[Part], cents_per_pixel: float) -> Flow:
    """Lays out `parts` of `whole`; parts that are 0 are left out unless kept.

    Parts that do not add up to the whole (a broken law, or a summary that does not
    split them) are drawn as they are, and the note says so.
    """
    shown = [part for part in parts if part.cents or part.even_if_zero or part.hidden]
    bands: list[Band] = []
    bar_y, slot_y = float(TOP), float(TOP)
    for part in shown:
        true = 0.0 if part.hidden else max(part.cents, 0) / cents_per_pixel
        drawn = max(true, THINNEST)
        slot = max(drawn, SLOT)
        bands.append(Band(part, _words(part, whole), bar_y, true, slot_y + (slot - drawn) / 2, drawn, drawn > true))
        bar_y, slot_y = bar_y + true, slot_y + slot + GAP
    height = 0.0 if whole.hidden else max(whole.cents, 0) / cents_per_pixel
    return Flow(ident, title, whole, height, tuple(bands), _note(whole, parts))


def _words(part: Part, whole: Part) -> str:
    if part.hidden:
        return WITHHELD
    amount = short_usd(part.cents)
    return f"{amount} · {percent(part.cents, whole.cents)}" if whole.cents and not whole.hidden else amount


def _note(whole: Part, parts: Sequence[Part]) -> str:
    added = sum(part.cents for part in parts)
    if added == whole.cents:
        return ""
    if whole.hidden or any(part.hidden for part in parts):
        return "These parts do not add up to the whole."
    return f"These parts add up to {short_usd(added)}, not to {short_usd(whole.cents)}."


# Bars cut into parts, with a line of words for each part: the geometry.


HEAD, BAR, LINE, STACK_GAP = 22, 20, 21, 16


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: name, colour, size and the words beside it. None: withheld."""

    name: str
    tone: str
    size: int | None
    words: str
    x: float = 0.0
    length: float = 0.0


@dataclass(frozen=True, slots=True)
class Stacked:
    """One bar as drawn."""

    name: str
    y: float
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Stack:
    """One picture of such bars on one scale."""

    ident: str
    title: str
    bars: Sequence[Stacked]
    height: float

    @property
    def described(self) -> str:
        """The picture in words, for those who do not see it."""
        return " ".join(
            f"{bar.name}: " + ", ".join(f"{piece.name} {piece.words}" for piece in bar.pieces) + "."
            for bar in self.bars
        )


def stack(ident: str, title: str, rows: Sequence[tuple[str, Sequence[Piece]]]) -> Stack:
    """Lays out rows of pieces end to end; the largest row takes the whole width."""
    whole = max(sum(_size(piece) for piece in pieces) for _, pieces in rows) or 1
    y = 0.0
    laid: list[Stacked] = []
    for name, pieces in rows:
        laid.append(Stacked(name, y, _laid(pieces, whole)))
        y += HEAD + BAR + 6 + LINE * len(pieces) + STACK_GAP
    return Stack(ident, title, tuple(laid), y - STACK_GAP + 6)


def _laid(pieces: Sequence[Piece], whole: int) -> tuple[Piece, ...]:
    x = 0.0
    out: list[Piece] = []
    for piece in pieces:
        true = _size(piece) / whole * WIDTH
        length = max(true, SHORTEST) if true else 0.0
        # A piece widened to be seen may not leave the picture.
        out.append(Piece(piece.name, piece.tone, piece.size, piece.words, min(x, WIDTH - length), length))
        x += true
    return tuple(out)


def _size(piece: Piece) -> int:
    return max(piece.size or 0, 0)

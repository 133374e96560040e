"""Bands of money from one bar to where it went: the geometry, which a template draws.

All worlds share one scale (cents per pixel). A band leaves the bar at its true
height; where that is too thin to be seen, its far end is widened to `THINNEST`
and the band says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanbill.report.money_words import percent, short_usd
from cleanbill.report.small_cells import WITHHELD

WIDTH = 328  # a phone of 360 px less its margins, so that text is drawn at its true size
BAR_WIDTH = 14
NODE_X = 126
LABEL_X = 144
TOP = 42  # room for the bar's own label
SLOT = 36  # room for two lines of text
GAP = 7
THINNEST = 2.5


@dataclass(frozen=True, slots=True)
class Part:
    """Where some of the money went; `tone` names its colour. `keep`: shown even where 0. `hidden`: withheld."""

    name: str
    tone: str
    cents: int
    keep: bool = False
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
    shown = [part for part in parts if part.cents or part.keep or part.hidden]
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

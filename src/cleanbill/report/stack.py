"""Bars cut into parts, with a line of words for each part: the geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 328
HEAD, BAR, LINE, GAP = 22, 20, 21, 16
SHORTEST = 2.0


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
        y += HEAD + BAR + 6 + LINE * len(pieces) + GAP
    return Stack(ident, title, tuple(laid), y - GAP + 6)


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

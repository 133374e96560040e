"""The text of an X12 file, a piece at a time, so that a file of any size is read in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

PIECE = 1 << 20  # characters or bytes read at once
BLANK = " \t\r\n\x00\x1a\ufeff"  # what may stand between segments, before the first and after the last


def pieces(source: str | bytes | Path) -> Iterator[str]:
    """`source` (text, bytes or a file) as text; bytes that are not UTF-8 stand as \\xNN."""
    if isinstance(source, str):
        yield from (source[at : at + PIECE] for at in range(0, len(source), PIECE))
        return
    decoder = codecs.getincrementaldecoder("utf-8")(errors="backslashreplace")
    for raw in _bytes(source):
        yield decoder.decode(raw)
    yield decoder.decode(b"", final=True)


def _bytes(source: bytes | Path) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield from (source[at : at + PIECE] for at in range(0, len(source), PIECE))
        return
    with source.open("rb") as file:
        while raw := file.read(PIECE):
            yield raw


class Reader:
    """Text that is read on as far as it is asked for."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts, self._text, self._at = texts, "", 0

    def skip_blank(self) -> bool:
        """Goes on to the next character that is not blank; False at the end of the text."""
        while True:
            rest = self._text[self._at : self._at + 1]
            if rest and rest not in BLANK:
                return True
            if rest:
                self._at += 1
            elif not self._more():
                return False

    def peek(self, count: int) -> str:
        """The next `count` characters, fewer at the end."""
        while len(self._text) - self._at < count and self._more():
            pass
        return self._text[self._at : self._at + count]

    def skip(self, count: int) -> None:
        """Leaves out `count` characters; negative goes back."""
        self._at += count

    def until(self, end: str) -> tuple[str, bool]:
        """The text before the next `end`, which is passed, and True; at the end of the text what is left, and False."""
        start = self._at
        while (found := self._text.find(end, start)) < 0:
            start = len(self._text) - self._at
            if not self._more():
                left, self._at = self._text[self._at :], len(self._text)
                return left, False
        held, self._at = self._text[self._at : found], found + len(end)
        return held, True

    def _more(self) -> bool:
        """Reads one piece on; what is behind is forgotten, so that `_at` is 0 then."""
        piece = next(self._texts, None)
        if piece is None:
            return False
        self._text, self._at = self._text[self._at :] + piece, 0
        return True

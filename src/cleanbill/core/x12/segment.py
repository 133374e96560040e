"""One segment of an X12 file."""

from __future__ import annotations

from typing import NamedTuple

from cleanbill.core.x12.separators import Separators


class Segment(NamedTuple):
    """A segment: its number in the file (from 1), name, and elements with the name as element 0."""

    number: int
    id: str
    elements: list[str]
    separators: Separators

    @property
    def name(self) -> str | None:
        """The segment's name if it can be one; else None, for it may be a part of a person's data."""
        return self.id if 2 <= len(self.id) <= 3 and self.id.isalnum() and self.id.isupper() else None

    def get(self, position: int) -> str:
        """The element at `position` (1 is SVC01 of an SVC), "" where the segment ends before it."""
        return self.elements[position].strip() if position < len(self.elements) else ""

    def parts(self, position: int) -> list[str]:
        """The components of the element at `position`; [""] where it is absent."""
        return self.get(position).split(self.separators.component)

    def repeats(self, position: int) -> list[str]:
        """The repetitions of the element at `position`."""
        mark = self.separators.repetition
        return self.get(position).split(mark) if mark else [self.get(position)]

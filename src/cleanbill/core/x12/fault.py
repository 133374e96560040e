"""A finding that names a segment of an X12 file instead of a row of a table."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.core.findings import Finding


@dataclass(frozen=True, slots=True)
class SegmentFinding(Finding):
    """A finding whose `row` is a segment's number in the file, from 1, and whose `column` is an element ("CLP03")."""

    def __str__(self) -> str:
        place = self.file or "input"
        if self.row is not None:
            place += f", segment {self.row}"
        if self.column is not None:
            place += f" ({self.column})"
        return f"{place}: {self.problem}. {self.remedy}"


def fault(file: str, number: int | None, element: str | None, problem: str, remedy: str) -> SegmentFinding:
    """A finding at segment `number`; `element` like "SE01", or a segment's name, or None."""
    return SegmentFinding(file, number, element, problem, remedy)

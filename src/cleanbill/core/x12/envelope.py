"""The envelope of an X12 file: ISA holds GS holds ST, each closed with its count and number.

Source: X12.5 (ISA, IEA) and X12.22 (GS, GE, ST, SE): SE01 counts segments from
ST to SE, GE01 transactions, IEA01 groups; SE02, GE02 and IEA02 repeat the
numbers of ST02, GS06 and ISA13.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.core.findings import Finding
from cleanbill.core.x12.fault import fault
from cleanbill.core.x12.segment import Segment


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the envelope: how it opens and closes, and what it counts."""

    opens: str
    closes: str
    name: str
    number_at: int  # element of the opening segment that holds its control number
    counts: str


LEVELS = (
    Level("ISA", "IEA", "interchange", 13, "groups"),
    Level("GS", "GE", "group", 6, "transactions"),
    Level("ST", "SE", "transaction", 2, "segments"),
)
OPENS = {level.opens: depth for depth, level in enumerate(LEVELS)}
CLOSES = {level.closes: depth for depth, level in enumerate(LEVELS)}
INNERMOST = len(LEVELS) - 1
BETWEEN = frozenset({"TA1"})  # acknowledgements stand outside of transactions
SEND_ANEW = "Have the sender make the file anew."


class Envelope:
    """Follows the segments of a file and adds a finding for each fault of their nesting."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self._file, self._findings = file, findings
        self._open: list[Segment | None] = [None] * len(LEVELS)
        self._held = [0] * len(LEVELS)  # groups of this interchange, transactions of this group
        self._names: set[str] = set()  # of segments met that have nothing to do with the envelope
        self._last = 0
        self._bare = self._strayed = False  # each told once

    def meet(self, segment: Segment) -> None:
        """Takes the next segment."""
        self._last = segment.number
        if segment.id in self._names and self._open[INNERMOST] is not None:
            return  # nearly all of a file
        if segment.id in OPENS:
            self._opened(OPENS[segment.id], segment)
        elif segment.id in CLOSES:
            self._closed(CLOSES[segment.id], segment)
        elif self._open[INNERMOST] is None and segment.id not in BETWEEN:
            if not self._strayed:
                self._say(segment.number, segment.name, "stands outside of any transaction (ST to SE)")
            self._strayed = True
        elif segment.name is None:
            self._say(segment.number, None, "does not begin with the name of a segment")
        else:
            self._names.add(segment.id)

    def end(self) -> None:
        """Takes the end of the file."""
        if not self._last:
            self._say(None, None, "is empty")
        self._unclosed(0, self._last, "the end of the file")

    def _opened(self, depth: int, segment: Segment) -> None:
        self._unclosed(depth, segment.number, f"the next {LEVELS[depth].opens}")
        if depth and self._open[depth - 1] is None and not self._bare:
            outer = LEVELS[depth - 1]
            self._say(segment.number, segment.id, f"stands in no {outer.name} ({outer.opens} is missing)")
            self._bare = True
        self._bare = self._bare and depth > 0
        self._open[depth], self._held[depth], self._strayed = segment, 0, False
        if depth:
            self._held[depth - 1] += 1

    def _closed(self, depth: int, segment: Segment) -> None:
        level, opened = LEVELS[depth], self._open[depth]
        self._unclosed(depth + 1, segment.number, level.closes)
        if opened is None:
            self._say(segment.number, segment.id, f"closes no {level.name} ({level.opens} is missing)")
            return
        held = segment.number - opened.number + 1 if depth == INNERMOST else self._held[depth]
        said = segment.get(1)
        if not said.isdecimal() or int(said[:18]) != held:
            self._say(segment.number, f"{segment.id}01", f"does not give the number of {level.counts}, {held}")
        if segment.get(2) != opened.get(level.number_at):
            problem = f"differs from {level.opens}{level.number_at:02} at segment {opened.number}"
            self._say(segment.number, f"{segment.id}02", problem)
        self._open[depth], self._strayed = None, False

    def _unclosed(self, depth: int, number: int, before: str) -> None:
        """A finding for each level from `depth` down that is open, the innermost first."""
        for below in range(INNERMOST, depth - 1, -1):
            opened, level = self._open[below], LEVELS[below]
            if opened is not None:
                problem = f"the {level.name} begun at segment {opened.number} has no {level.closes} before {before}"
                self._say(number, level.closes, problem)
                self._open[below] = None

    def _say(self, number: int | None, element: str | None, problem: str) -> None:
        self._findings.append(fault(self._file, number, element, problem, SEND_ANEW))

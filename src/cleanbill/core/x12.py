"""Reads any X12 file as numbered segments, with findings for faults of its envelope.

`segments(source, file=..., findings=list)` streams `Segment(number, id, elements,
separators)`; elements are counted as the guides do: `segment.elements[1]` of a CLP
is CLP01. Nothing raises on bad content: faults are added to `findings` as they are met.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from cleanbill.core.errors import Finding

# A finding that names a segment of an X12 file instead of a row of a table.


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


# The four separators of an interchange, as its ISA segment declares them.
#
# An ISA is 106 characters wide: the element separator is the 4th, the
# repetition separator (ISA11) the 83rd, the component separator (ISA16) the
# 105th and the segment terminator the 106th. Source: X12.5, interchange control.


ISA_WIDTH, ISA_ELEMENTS = 106, 16
LOOKAHEAD = 600  # characters in which a misshapen ISA must end to be understood
SEGMENT_START = re.compile(r"[A-Z][A-Z0-9]{1,2}([^A-Za-z0-9\s])")


class Separators(NamedTuple):
    """What stands between elements, components, repetitions and segments."""

    element: str
    component: str
    repetition: str
    segment: str


DEFAULT = Separators("*", ":", "^", "~")


def declared(head: str) -> tuple[Separators, list[str]]:
    """The separators for text that begins with `head`, and what is wrong with how it declares them."""
    if head.startswith("ISA"):
        return _of_isa(head)
    begins = SEGMENT_START.match(head)
    element = begins[1] if begins else DEFAULT.element
    return DEFAULT._replace(element=element, segment=_likely_end(head)), []


def _of_isa(head: str) -> tuple[Separators, list[str]]:
    element, wrong = head[3:4], []
    if not _may_separate(element):
        element = DEFAULT.element
        wrong.append("the character after ISA cannot separate elements; * is taken")
    fields = head.split(element, ISA_ELEMENTS)
    if len(fields) <= ISA_ELEMENTS:
        return DEFAULT._replace(element=element, segment=_likely_end(head)), [*wrong, "the ISA lacks elements"]
    if sum(map(len, fields[:ISA_ELEMENTS])) + ISA_ELEMENTS != ISA_WIDTH - 2:
        wrong.append("the ISA is not 106 characters wide")
    component, end = fields[ISA_ELEMENTS][:1], fields[ISA_ELEMENTS][1:2]
    if not _may_separate(end) and end not in ("\n", "\r"):
        end = _likely_end(head)
        wrong.append(f"the character after ISA16 cannot end segments; {end!r} is taken")
    repetition = fields[11] if len(fields[11]) == 1 and _may_separate(fields[11]) else ""
    if not _may_separate(component):
        component = DEFAULT.component
        wrong.append("ISA16 cannot separate components; : is taken")
    if len({element, component, end}) < 3:
        wrong.append("two separators are the same character")
    return Separators(element, component, repetition, end), wrong


def _may_separate(character: str) -> bool:
    return len(character) == 1 and not character.isalnum() and not character.isspace()


def _likely_end(head: str) -> str:
    return DEFAULT.segment if DEFAULT.segment in head else "\n"


# One segment of an X12 file.


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


# The envelope of an X12 file: ISA holds GS holds ST, each closed with its count and number.
#
# Source: X12.5 (ISA, IEA) and X12.22 (GS, GE, ST, SE): SE01 counts segments from
# ST to SE, GE01 transactions, IEA01 groups; SE02, GE02 and IEA02 repeat the
# numbers of ST02, GS06 and ISA13.


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
SEND_AGAIN = "Have the sender make the file again."


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
        expected = segment.number - opened.number + 1 if depth == INNERMOST else self._held[depth]
        said = segment.get(1)
        if not said.isdecimal() or int(said[:18]) != expected:
            self._say(segment.number, f"{segment.id}01", f"does not give the number of {level.counts}, {expected}")
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
        self._findings.append(fault(self._file, number, element, problem, SEND_AGAIN))


# The text of an X12 file, a piece at a time, so that a file of any size is read in bounded memory.


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
        passed, self._at = self._text[self._at : found], found + len(end)
        return passed, True

    def _more(self) -> bool:
        """Reads one piece on; what is behind is forgotten, so that `_at` is 0 then."""
        piece = next(self._texts, None)
        if piece is None:
            return False
        self._text, self._at = self._text[self._at :] + piece, 0
        return True


# Splits X12 text into segments, interchange by interchange.


def segments(source: str | bytes | Path, *, file: str = "", findings: list[Finding] | None = None) -> Iterator[Segment]:
    """Every segment of `source` (text, bytes or a file's path) in order, envelope segments too.

    Faults of the envelope are added to `findings` as the stream reaches them,
    those of the end (what was never closed) after the last segment; `file`
    names the source in them. Nothing raises but a file that cannot be opened.
    """
    found: list[Finding] = [] if findings is None else findings
    envelope = Envelope(file, found)
    for segment in _split(Reader(pieces(source)), file, found):
        envelope.meet(segment)
        yield segment
    envelope.end()


def _split(reader: Reader, file: str, found: list[Finding]) -> Iterator[Segment]:
    number = 0
    while reader.skip_blank():
        _skip_foreign(reader, file, number + 1, found)
        separators, wrong = declared(reader.peek(LOOKAHEAD))
        found += [fault(file, number + 1, "ISA", problem, "Have the sender make the file again.") for problem in wrong]
        for segment, ended in _interchange(reader, separators, number):
            number = segment.number
            if not ended:
                problem = "the last segment has no end, so the file may be cut off"
                found.append(fault(file, number, segment.name, problem, "Fetch the file again."))
            yield segment


def _skip_foreign(reader: Reader, file: str, number: int, found: list[Finding]) -> None:
    """Leaves out what stands before an ISA and is not X12."""
    head = reader.peek(LOOKAHEAD)
    at = head.find("ISA")
    if at > 0 and not SEGMENT_START.match(head):
        reader.skip(at)
        found.append(fault(file, number, "ISA", f"{at} characters before the ISA are not X12", "Remove them."))


def _interchange(reader: Reader, separators: Separators, number: int) -> Iterator[tuple[Segment, bool]]:
    """The segments after `number` up to the IEA or the next ISA, and whether each was ended."""
    element, end = separators.element, separators.segment
    first = number + 1
    while True:
        raw, ended = reader.until(end)
        text = raw.strip(BLANK)
        if text:
            if text.startswith("ISA") and number >= first and not text[3:4].isalnum():
                reader.skip(-len(raw) - len(end) * ended)
                return
            number += 1
            elements = text.split(element)
            yield Segment(number, elements[0], elements, separators), ended
            if text.startswith("IEA"):
                return
        if not ended:
            return

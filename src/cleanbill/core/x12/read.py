"""Splits X12 text into segments, interchange by interchange."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleanbill.core.findings import Finding
from cleanbill.core.x12.envelope import Envelope
from cleanbill.core.x12.fault import fault
from cleanbill.core.x12.segment import Segment
from cleanbill.core.x12.separators import LOOKAHEAD, SEGMENT_START, Separators, declared
from cleanbill.core.x12.text import BLANK, Reader, pieces


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
        found += [fault(file, number + 1, "ISA", problem, "Have the sender make the file anew.") for problem in wrong]
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

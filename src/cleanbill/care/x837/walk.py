"""Walks the segments of an 837 and hands on each claim with the loops that it stands in.

Segments in; one `RawClaim` for each CLM segment, wherever it stands, and one
`Closed` at the end of each transaction. Loops are those of the HL segments:
20 billing provider, 22 subscriber, 23 patient (X222 and X223, 2000A to C).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cleanbill.core.errors import Finding
from cleanbill.core.x12 import Segment, fault

ENVELOPE = frozenset({"ISA", "GS", "ST", "SE", "GE", "IEA"})
PARENT = {"22": "20", "23": "22"}
LATE = frozenset({"85", "87", "IL", "QC"})  # names that never stand after a service line
SEND_AGAIN = "Ask the sender for the transaction again."


@dataclass(frozen=True, slots=True)
class Transaction:
    """Where a claim stands in the envelope."""

    interchange: str = ""
    sender: str = ""
    version: str = ""  # GS08 or ST03
    control: str = ""
    kind: str = ""  # ST01
    number: int = 0  # segment of the ST


@dataclass(frozen=True, slots=True)
class RawClaim:
    """The segments of a claim, CLM first, and of the loops above it; None where there is no such loop."""

    transaction: Transaction
    provider: list[Segment] | None
    subscriber: list[Segment] | None
    patient: list[Segment] | None
    segments: list[Segment]


@dataclass(frozen=True, slots=True)
class Closed:
    """A transaction has ended; `doubts` are why its claims may not be whole."""

    doubts: tuple[str, ...]


def walk(segments: Iterable[Segment], file: str, findings: list[Finding]) -> Iterator[RawClaim | Closed]:
    """Claims and ends of transactions, in order. `findings` is the list that `segments` adds to."""
    walker = _Walker(file, findings)
    for segment in segments:
        if segment.id in ENVELOPE:
            yield from walker.close()
            walker.envelope(segment)
        elif segment.id in ("CLM", "HL"):
            yield from walker.flush()
            walker.open(segment)
        else:
            yield from walker.take(segment)
    yield from walker.close()


class _Walker:
    """What is open while the segments pass."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self._file, self._findings, self._seen = file, findings, len(findings)
        self._at = Transaction()
        self._loops: dict[str, list[Segment]] = {}
        self._into: list[Segment] | None = None  # where the next segment belongs
        self._claim: list[Segment] | None = None
        self._lined = self._any = False
        self._last_hl = 0

    def envelope(self, segment: Segment) -> None:
        """Takes a segment of the envelope; loops do not outlive their transaction."""
        at, get = self._at, segment.get
        if segment.id == "ISA":
            self._at = Transaction(interchange=get(13), sender=get(6))
        elif segment.id == "GS":
            self._at = Transaction(at.interchange, at.sender, version=get(8))
        elif segment.id == "ST":
            self._at = Transaction(at.interchange, at.sender, get(3) or at.version, get(2), get(1), segment.number)
            if get(1) != "837":
                self._say(segment, "ST01", "is not 837: this transaction is not one of claims", "Send claims as 837.")
        else:
            self._at = Transaction(at.interchange, at.sender, at.version if segment.id == "SE" else "")
        self._loops, self._into, self._last_hl = {}, None, 0

    def open(self, segment: Segment) -> None:
        """Takes a CLM or HL."""
        if segment.id == "CLM":
            self._claim = self._into = [segment]
            self._lined, self._any = False, True
            return
        level = segment.get(3)
        self._check_hl(segment, level)
        if level == "20":
            self._loops = {}
        elif level == "22":
            self._loops.pop("23", None)
        self._into = self._loops[level] = [segment]

    def take(self, segment: Segment) -> Iterator[RawClaim]:
        """Takes any other segment."""
        if self._claim is not None:
            if segment.id == "LX":
                self._lined = True
            elif self._lined and _out_of_place(segment):
                yield from self.flush()
                self._lose(segment)
                return
        if self._into is not None:
            self._into.append(segment)

    def flush(self) -> Iterator[RawClaim]:
        """The claim that is open, if one is."""
        if self._claim is not None:
            get = self._loops.get
            yield RawClaim(self._at, get("20"), get("22"), get("23"), self._claim)
        self._claim = None

    def close(self) -> Iterator[RawClaim | Closed]:
        """The claim that is open, and the end of the transaction where it had any."""
        yield from self.flush()
        if self._any:
            news = self._findings[self._seen :]
            yield Closed(tuple(dict.fromkeys(f"{f.column or 'the file'} {f.problem}" for f in news)))
        self._any, self._seen = False, len(self._findings)

    def _check_hl(self, segment: Segment, level: str) -> None:
        number, parent = segment.get(1), segment.get(2)
        wanted = PARENT.get(level)
        if number != str(self._last_hl + 1):
            self._say(segment, "HL01", "is not one more than that of the HL before: a loop may be missing")
        self._last_hl = int(number) if number.isdecimal() and len(number) < 12 else self._last_hl + 1
        if level not in ("20", "22", "23"):
            self._say(segment, "HL03", "is not 20, 22 or 23")
        elif wanted is not None and (wanted not in self._loops or self._loops[wanted][0].get(1) != parent):
            self._say(segment, "HL02", f"does not name the loop above it (HL {wanted})")

    def _lose(self, segment: Segment) -> None:
        """After a name out of place nobody can say whose the next claims are, until the next HL."""
        self._say(segment, segment.id, "stands after service lines: the HL of its loop is missing")
        provider = self._loops.get("20")
        keep = segment.get(1) not in ("85", "87") and provider is not None
        self._loops = {"20": provider} if keep and provider is not None else {}
        self._into = []

    def _say(self, segment: Segment, element: str, problem: str, remedy: str = SEND_AGAIN) -> None:
        self._findings.append(fault(self._file, segment.number, element, problem, remedy))


def _out_of_place(segment: Segment) -> bool:
    return segment.id in ("SBR", "PAT") or (segment.id == "NM1" and segment.get(1) in LATE)

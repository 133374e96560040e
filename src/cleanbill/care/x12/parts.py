"""The parts of a claim: its head, other payers, service lines, and what payers decided of a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cleanbill.core.x12 import Segment

Index = dict[str, list[Segment]]


@dataclass(frozen=True, slots=True)
class LineParts:
    """A service line (loop 2400): its own segments by name, and each payer's decision (2430) from its SVD on."""

    opening: Segment
    own: Index
    decisions: list[Index]


@dataclass(frozen=True, slots=True)
class ClaimParts:
    """A claim (loop 2300): its own segments by name, its other payers (2320) and its lines."""

    head: Index = field(default_factory=dict)
    payers: list[Index] = field(default_factory=list)
    lines: list[LineParts] = field(default_factory=list)


def claim_parts(segments: list[Segment]) -> ClaimParts:
    """`segments` of a claim, CLM first, each in the part that it belongs to."""
    parts = ClaimParts()
    into = parts.head
    for segment in segments:
        name = segment.id
        if name == "LX":
            into = {}
            parts.lines.append(LineParts(segment, into, []))
        elif name == "SBR":
            into = {}
            parts.payers.append(into)
        elif name == "SVD" and parts.lines:
            into = {}
            parts.lines[-1].decisions.append(into)
        into.setdefault(name, []).append(segment)
    return parts


def index(segments: Iterable[Segment]) -> Index:
    """Segments by name, in order."""
    by_name: Index = {}
    for segment in segments:
        by_name.setdefault(segment.id, []).append(segment)
    return by_name


def first(by_name: Index, name: str, *qualifiers: str) -> Segment | None:
    """The first segment of that name whose first element is one of `qualifiers` (any where none is given)."""
    for segment in by_name.get(name, ()):
        if not qualifiers or segment.get(1) in qualifiers:
            return segment
    return None


def value(by_name: Index, name: str, qualifier: str, position: int = 2) -> str | None:
    """An element of the first segment of that name and qualifier; None where absent or empty."""
    found = first(by_name, name, qualifier)
    return None if found is None else found.get(position) or None

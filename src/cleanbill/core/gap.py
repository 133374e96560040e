"""A gap: something an input lacks, and what was put in its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """What an input lacks, how it was bridged, and in how many rows."""

    lacks: str
    bridged: str
    rows: int

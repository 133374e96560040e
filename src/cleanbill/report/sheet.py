"""The table behind a picture: caption, column heads, and rows whose first cell is their head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ABSENT = "\u2013"  # what a cell shows where the summary has no number


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts, exact to the cent."""

    ident: str
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

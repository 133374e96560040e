"""Findings, gaps and errors: what is wrong with an input, what it lacks, and near misses of words.

A message says what, where, why and what to do, and never holds a person's data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

# A finding: what is wrong with an input, where, why it matters, what to do.


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of an input file, a table or a YAML file.

    `row` counts the data rows of the file from 1 (a CSV's header is not a
    row), or is None where the fault is of the file as a whole. `count` is how
    many rows share the fault; `row` is the first of them. Texts never quote a
    person's data: `problem` may name a column, a type or a number's sign.
    """

    file: str
    row: int | None
    column: str | None
    problem: str
    remedy: str
    count: int = 1
    key: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.line is not None:
            place += f", line {self.line}"
        if self.key is not None:
            place += f", {self.key}"
        if self.column is not None:
            place += f", column {self.column}"
        others = self.count - 1
        more = f" (and {others:,} more row{'s' if others > 1 else ''})" if others else ""
        return f"{place}: {self.problem}{more}. {self.remedy}"


class CleanbillError(Exception):
    """Base of all errors that a user can act on. Never holds a person's data."""


class BadInput(CleanbillError):
    """The input cannot be used; `findings` lists every reason that was met."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class BrokenLaw(CleanbillError):
    """A conservation law of the design did not hold on this run."""


# A gap: something an input lacks, and what was put in its place.


@dataclass(frozen=True, slots=True)
class Gap:
    """What an input lacks, how it was bridged, and in how many rows."""

    lacks: str
    bridged: str
    rows: int


# What a misspelt word was probably meant to be.


def near_miss(word: str, among: Iterable[str], *, likeness: float = 0.7) -> str | None:
    """The word of `among` most like `word` whatever its case, or None; `likeness` is difflib's ratio, 0 to 1."""
    plain = {_plain(candidate): candidate for candidate in among}
    close = get_close_matches(_plain(word), plain, n=1, cutoff=likeness)
    return plain[close[0]] if close else None


def _plain(word: str) -> str:
    """Case and punctuation say nothing: "Charge-Cents " is "charge_cents"."""
    return "_".join("".join(sign if sign.isalnum() else " " for sign in word.casefold()).split())

"""A finding: what is wrong with an input, where, why it matters, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of an input file.

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

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        others = self.count - 1
        more = f" (and {others:,} more row{'s' if others > 1 else ''})" if others else ""
        return f"{place}: {self.problem}{more}. {self.remedy}"

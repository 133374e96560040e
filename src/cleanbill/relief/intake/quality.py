"""The report that goes back to the seller: what is wrong with the file, how often, how to mend it. No person's value.

In: the judged rows and the text as it stood. Out: JSON and CSV with the same
counts, and one finding for each problem.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import Finding
from cleanbill.relief.intake.judged import reasons
from cleanbill.relief.intake.mapping import Mapping as Columns

LEFT_OUT = {
    "health": ("the column tells what was wrong with the patient or what was done; it was not taken in",
               "Leave such columns out of the file."),
    "unknown": ("nobody knows what the column is; it was not taken in", "Map it, if it is needed."),
    "double": ("another column is taken for the same; this one was not taken in", "Map this one, if it is better."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one outcome and their faces; rows without a readable balance have none."""

    rows: int
    face_cents: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason that was met: how many rows, the first of them, their faces."""

    reason: str
    outcome: str
    rows: int
    first_row: int
    face_cents: int


def problems(rows: ir.Table) -> tuple[Problem, ...]:
    """Each reason that a row has, in the order of reasons.yaml."""
    counts: dict[str, Any] = {}
    for name in reasons():
        met = rows[f"is_{name}"]
        counts[f"{name} rows"] = met.sum()
        counts[f"{name} first"] = rows.source_row.min(where=met)
        counts[f"{name} face"] = rows.face_cents.sum(where=met)
    (told,) = rows.aggregate(**counts).to_pyarrow().to_pylist()
    return tuple(
        Problem(name, row["outcome"], int(n), int(told[f"{name} first"]), int(told[f"{name} face"] or 0))
        for name, row in reasons().items()
        if (n := told[f"{name} rows"])
    )


def missing(raw: ir.Table) -> Mapping[str, int]:
    """Canonical column -> rows in which the file has nothing."""
    names = [name for name in raw.columns if name not in {"source_row", "ragged"}]
    (told,) = raw.aggregate(**{name: raw[name].isnull().sum() for name in names}).to_pyarrow().to_pylist()
    return {name: int(told[name] or 0) for name in names}


def findings(file: str, mapping: Columns, met: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """What is told of the file: columns that were left out, and each problem with its first row."""
    left = [Finding(file, None, one.header, *LEFT_OUT[one.why]) for one in mapping.left_out]
    rules = reasons()
    wrong = [
        Finding(file, one.first_row, None, f"{rules[one.reason]['says']} ({one.outcome})",
                f"To mend it, {rules[one.reason]['mend']}.", one.rows)
        for one in met
    ]  # fmt: skip
    return (*left, *wrong)


def as_json(told: Mapping[str, Any], met: tuple[Problem, ...]) -> str:
    """The whole report; the same bytes for the same file."""
    rules = reasons()
    listed = [{**asdict(one), "says": rules[one.reason]["says"], "mend": rules[one.reason]["mend"]} for one in met]
    return json.dumps({**told, "problems": listed}, indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: int, met: tuple[Problem, ...], gone: Mapping[str, int]) -> str:
    """One line for each problem and each column that lacks something, for a spreadsheet."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(["what", "outcome", "rows", "of_rows", "first_row", "mend"])
    for one in met:
        rule = reasons()[one.reason]
        lines.writerow([rule["says"], one.outcome, one.rows, rows, one.first_row, rule["mend"]])
    for name, count in gone.items():
        if count:
            lines.writerow([f"nothing in {name}", "", count, rows, "", ""])
    return written.getvalue()

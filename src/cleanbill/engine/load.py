"""What a reader is asked for, and the checks that every kind of file gets once it is loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import Column
from cleanbill.engine.read_faults import Source, repeated_key, value_findings

SOURCE_ROW = "source_row"  # a row's place in its file, counted from 1 without the header


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file, the columns to read from it, those it may lack, and the key."""

    path: Path
    specs: Mapping[str, Column]
    optional: Collection[str]
    key: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name that findings call the file by."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Loaded:
    """A view in DuckDB with the columns that the file has, typed, and `source_row`."""

    view: str
    present: Sequence[str]


def checked(con: Any, wanted: Wanted, loaded: Loaded, source: Source, *, counts: str, found: list[Finding]) -> Loaded:
    """`loaded`, or BadInput with `found` and what its rows add.

    `counts` is SQL that gives the number of rows and of rows with a fault.
    """
    rows, bad = con.raw_sql(counts).fetchone()
    findings = list(found)
    if not rows:
        remedy = "Export it again: a table needs at least one row."
        findings.append(Finding(wanted.file, None, None, "the file has a header but no rows", remedy))
    if bad:
        findings += value_findings(con, source)
    if wanted.key and set(wanted.key) <= {column.name for column in source.columns}:
        findings += repeated_key(con, loaded.view, wanted.key, wanted.file)
    if findings:
        raise BadInput(findings)
    return loaded

"""Tables that a user hands over: a path, or a table of pandas, Polars, Arrow, Ibis or of plain columns.

In: any of these. Out: a path of a CSV or Parquet file, for the readers of the command line, which
say everything that is wrong with a table at once. What is no file yet is written to a folder of
this process alone, gone once nobody needs it; findings call it by its own name (`claims`).
Any library whose tables hand out Arrow's stream (`__arrow_c_stream__`) is accepted; none is imported.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill.core.errors import BadInput, CleanbillError, Finding


class ArrowStream(Protocol):
    """A table of pandas, Polars, Arrow, Ibis or DuckDB: it can be read as a stream of Arrow batches."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream, as a capsule."""
        ...


Table: TypeAlias = str | Path | ArrowStream | Mapping[str, Sequence[Any]]
ACCEPTED = (
    "Give a path of a CSV or Parquet file, a table of pandas, Polars, Arrow or Ibis, or a mapping of column names to "
    "lists of values"
)


class Scratch:
    """A folder that only its owner may enter and that goes with this object, at the latest when Python ends."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="cleanbill-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def remove(self) -> None:
        """Removes the folder now."""
        self._end()


class HandedOver:
    """The tables of one call by name, those that were no files written to a `Scratch`."""

    def __init__(self) -> None:
        self._scratch: Scratch | None = None
        self._names: set[str] = set()

    def path(self, table: Table, name: str) -> Path:
        """Where the readers find `table`. Raises BadInput or CleanbillError where it is not a table."""
        if isinstance(table, str | Path):
            return Path(table)
        made = arrow_table(table, name)
        if self._scratch is None:
            self._scratch = Scratch()
        path = self._scratch.path / f"{name}.parquet"
        pq.write_table(made, path)
        self._names.add(path.name)
        return path

    def paths(self, tables: Mapping[str, Table | None]) -> dict[str, Path | None]:
        """The path of each table that was given. Raises BadInput with the faults of all."""
        found: list[Finding] = []
        paths: dict[str, Path | None] = {}
        for name, table in tables.items():
            try:
                paths[name] = None if table is None else self.path(table, name)
            except BadInput as bad:
                found.extend(bad.findings)
        if found:
            raise BadInput(found)
        return paths

    @contextmanager
    def in_own_names(self) -> Iterator[None]:
        """Findings of the block call what was no file `claims`, not `claims.parquet`."""
        try:
            yield
        except BadInput as bad:
            if not any(finding.file in self._names for finding in bad.findings):
                raise
            raise BadInput([self._own(finding) for finding in bad.findings]) from None

    def _own(self, finding: Finding) -> Finding:
        if finding.file not in self._names:
            return finding
        remedy = finding.remedy.replace("Export it again: a", "A")
        return replace(finding, file=finding.file.removesuffix(".parquet"), remedy=remedy)


def arrow_table(table: Any, name: str) -> pa.Table:
    """`table` as an Arrow table whose columns a file of Parquet can hold.

    Raises CleanbillError for what is not a table, BadInput with each column that mixes kinds of values.
    """
    if hasattr(table, "collect") and not hasattr(table, "__arrow_c_stream__"):
        raise CleanbillError(f"{name} is a query that was not run yet. Give {name}.collect().")
    if not hasattr(table, "__arrow_c_stream__") and not isinstance(table, Mapping):
        raise CleanbillError(f"{name} is a {type(table).__name__}, which is not a table. {ACCEPTED}.")
    _check_names(table, name)
    try:
        made = pa.table(dict(table) if isinstance(table, Mapping) else table)
    except (pa.ArrowException, ValueError, TypeError):
        raise _unreadable(table, name) from None  # its own words may quote a value
    return _storable(made)


def _check_names(table: Any, name: str) -> None:
    names = [str(column) for column in _columns(table)]
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        raise BadInput(
            [Finding(name, None, column, "stands twice", "Give each column its own name.") for column in twice]
        )


def _columns(table: Any) -> Iterable[Any]:
    if isinstance(table, Mapping):
        return tuple(table)
    names = getattr(table, "column_names", None)  # of Arrow, whose `columns` are the values
    return tuple(getattr(table, "columns", ()) if names is None else names)


def _unreadable(table: Any, name: str) -> CleanbillError:
    """What keeps a table from being read, column by column, without a value of it."""
    faults = []
    for column in _columns(table):
        try:
            pa.array(table[column])
        except (pa.ArrowException, ValueError, TypeError):
            problem = "mixes kinds of values, as text and numbers"
            faults.append(Finding(name, None, str(column), problem, "Give the column one type."))
    if faults:
        return BadInput(faults)
    problem = "cannot be read as a table: its columns are not all of one length, or of no known type"
    return BadInput([Finding(name, None, None, problem, f"{ACCEPTED}.")])


def _storable(table: pa.Table) -> pa.Table:
    """A column without any value is text, which every reader takes for empty."""
    for place, field in enumerate(table.schema):
        if pa.types.is_null(field.type):
            empty = pa.nulls(table.num_rows, pa.string())
            table = table.set_column(place, pa.field(field.name, pa.string()), empty)
    return table

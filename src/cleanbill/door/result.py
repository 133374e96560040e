"""What comes back from a door: a summary, tables by name, what was found, and a folder that it can be written to.

A `Result` is frozen. Its tables are read when they are asked for, as Arrow, pandas or Polars; until it is
written they stand in a folder of this process alone that goes with the result, or in memory.
"""

from __future__ import annotations

import html
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from cleanbill.core.errors import CleanbillError, Finding, near_miss
from cleanbill.door.tables_in import Scratch
from cleanbill.engine import MARK, staged

if TYPE_CHECKING:
    import polars

WORLD = "world"  # the column that a path may state, as "world=today"


@dataclass(frozen=True, slots=True)
class View:
    """A small table for people: a title, column heads, rows of texts whose first cell is their head, and a note."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __str__(self) -> str:
        grid = [self.head, *self.rows]
        widths = [max(len(row[place]) for row in grid) for place in range(len(self.head))]
        lines = [
            "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(cells))
            for cells in (list(zip(row, widths, strict=True)) for row in grid)
        ]
        return "\n".join([self.title, *(line.rstrip() for line in lines), *([self.note] if self.note else [])])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.head)
        rows = "".join(
            "<tr>" + "".join(f"<td style='text-align: {_side(place)}'>{html.escape(cell)}</td>"
                             for place, cell in enumerate(row)) + "</tr>"
            for row in self.rows
        )  # fmt: skip
        note = f"<p>{html.escape(self.note)}</p>" if self.note else ""
        caption = f"<caption>{html.escape(self.title)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _side(place: int) -> str:
    return "right" if place else "left"


class Stored(Protocol):
    """Where the tables of a result stand. `main` is the table that is meant where none is named."""

    @property
    def names(self) -> tuple[str, ...]:
        """The tables by name."""
        ...

    @property
    def main(self) -> str:
        """The name of the main table."""
        ...

    def read(self, name: str) -> pa.Table:
        """A table of `names`."""
        ...

    def write(self, folder: Path) -> None:
        """Writes everything, whole or not at all. Raises BadInput where something else is in the way."""
        ...


@dataclass(frozen=True, slots=True)
class Files:
    """Tables in a folder as the command line writes them; `outputs` are the names that such a folder may hold.

    `types` are those of columns of CSV files that are not text. The folder lives as long as `scratch`, if that is set.
    """

    folder: Path
    names: tuple[str, ...]
    main: str
    outputs: tuple[str, ...]
    types: Mapping[str, pa.DataType] = field(default_factory=dict)
    scratch: Scratch | None = None
    private: bool = False

    def read(self, name: str) -> pa.Table:
        """See `Stored`."""
        if (path := self.folder / f"{name}.parquet").is_file():
            return pq.read_table(path)
        if (path := self.folder / f"{name}.csv").is_file():
            head = path.read_text("utf-8").split("\n", 1)[0].split(",")
            types = {column: self.types.get(column, pa.string()) for column in head}
            options = pc.ConvertOptions(column_types=types, strings_can_be_null=True)
            return pc.read_csv(path, parse_options=pc.ParseOptions(newlines_in_values=True), convert_options=options)
        return pa.concat_tables([_part(path) for path in sorted((self.folder / name).rglob("*.parquet"))])

    def write(self, folder: Path) -> None:
        """See `Stored`. What stands twice in the folder by a link does so in the copy."""
        with staged(folder, names=self.outputs, reads=(self.folder,), private=self.private) as target:
            copies_by_inode: dict[int, Path] = {}
            for path in sorted(self.folder.rglob("*")):
                copy = target / path.relative_to(self.folder)
                if path.is_dir():
                    copy.mkdir(exist_ok=True)
                elif path.name != MARK:
                    _copied(path, copy, copies_by_inode)


def _part(path: Path) -> pa.Table:
    """One file of a table, with the column that its folder states."""
    part = pq.ParquetFile(path).read()
    column, stated, value = path.parent.name.partition("=")
    if not stated or column != WORLD:
        return part
    return part.append_column(WORLD, pa.array([value] * part.num_rows, pa.string()))


def _copied(path: Path, copy: Path, copies_by_inode: dict[int, Path]) -> None:
    number = path.stat().st_ino
    try:
        os.link(copies_by_inode[number], copy)
    except (KeyError, OSError):
        shutil.copyfile(path, copy)
        copies_by_inode[number] = copy


@dataclass(frozen=True, slots=True)
class InMemory:
    """Tables that are nowhere on disk, as lists of rows; `files` are the texts that `write` writes, by name."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    main: str
    files: Callable[[], Mapping[str, str]]
    outputs: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """See `Stored`."""
        return tuple(self.rows)

    def read(self, name: str) -> pa.Table:
        """See `Stored`. A column of several kinds of values is one of texts."""
        rows = self.rows[name]
        columns = dict.fromkeys(key for row in rows for key in row)
        return pa.table({column: _array([row.get(column) for row in rows]) for column in columns})

    def write(self, folder: Path) -> None:
        """See `Stored`."""
        with staged(folder, names=self.outputs) as target:
            for name, text in self.files().items():
                (target / name).write_text(text, "utf-8")


def _array(values: list[Any]) -> pa.Array:
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else str(value) for value in values])


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """What a door returns. `says` is it in a sentence, `view` in a small table, `summary` in full.

    `findings` are what was noticed of the input and did not keep it from being used.
    """

    what: str
    says: str
    summary: Mapping[str, Any]
    view: View
    findings: tuple[Finding, ...]
    stored: Stored
    html: Callable[[Mapping[str, Any]], str] | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The names that `table` knows."""
        return self.stored.names

    @property
    def balanced(self) -> bool:
        """Whether the laws of the design held; where not, the result is not to be used."""
        return bool(self.summary.get("balanced", True))

    def table(self, name: str | None = None) -> pa.Table:
        """A table by name, or the main one, as Arrow. Raises CleanbillError for a name that there is not."""
        wanted = self.stored.main if name is None else name
        if wanted not in self.tables:
            meant = near_miss(wanted, self.tables)
            hint = f"Did you mean {meant}?" if meant else f"There are {', '.join(self.tables)}."
            raise CleanbillError(f"There is no table {wanted} in what {self.what} returned. {hint}")
        return self.stored.read(wanted)

    def to_pandas(self, name: str | None = None) -> Any:
        """`table(name)` as a pandas data frame. Raises CleanbillError where pandas is not installed."""
        table = self.table(name)
        try:
            return table.to_pandas()
        except ImportError as missing:
            raise CleanbillError("pandas is not installed. Install it with: pip install pandas") from missing

    def to_polars(self, name: str | None = None) -> polars.DataFrame:
        """`table(name)` as a Polars data frame. Raises CleanbillError where Polars is not installed."""
        table = self.table(name)
        try:
            import polars  # noqa: PLC0415 (optional library)
        except ImportError as missing:
            raise CleanbillError("Polars is not installed. Install it with: pip install polars") from missing
        return polars.DataFrame(table)

    def write(self, folder: str | Path) -> Path:
        """Writes what the command of the same name writes, whole or not at all; returns the folder.

        An earlier result there is replaced. Raises BadInput where anything else is in the way.
        """
        self.stored.write(Path(folder))
        return Path(folder)

    def __repr__(self) -> str:
        broken = "" if self.balanced else " A law of the design did not hold: do not use this result."
        return f"<cleanbill {self.what}: {self.says}{broken} Tables: {', '.join(self.tables)}.>"

    def _repr_html_(self) -> str:
        """What a notebook shows: totals, and no row of a person."""
        if self.html is not None:
            return self.html(self.summary)
        broken = "" if self.balanced else "<p><strong>A law of the design did not hold: do not use this.</strong></p>"
        return f"<div>{broken}<p>{html.escape(self.says)}</p>{self.view._repr_html_()}</div>"

"""Writes tables as Parquet in a fixed row order, so equal runs give equal bytes; and folders whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, reduce
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow.parquet as pq

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import Table, ibis_schema

# A number that equal values share, to bring together the few rows that may belong together.
#
# Each engine has its own, and values that differ may share one: compare the
# values themselves before anything is decided by it, and write none of it down
# but between two steps.


def fingerprint(*values: ir.Value) -> ir.Value:
    """That of two or more texts, dates and earlier fingerprints, in their order: the function `hash` of the engine.

    Halved, since DuckDB's is unsigned and takes all of 64 bits.
    """
    whole = reduce(lambda left, other: _of_two(str(left.type()), str(other.type()))(left, other), values)
    return (whole >> 1).cast("int64")


@cache
def _of_two(left_type: str, other: str) -> Any:
    def of_two(first: Any, second: Any) -> None:
        """The engine computes it."""

    return ibis.udf.scalar.builtin(of_two, name="hash", signature=((left_type, other), "int32"))  # as Spark has it


# A folder that comes into being whole or not at all.


MARK = ".cleanbill"  # an empty file that says: this folder was written by us, whole
REMEDY = "Name another folder with --out, or move it away."


@contextmanager
def staged(out: Path, *, names: Collection[str], reads: Collection[Path] = (), private: bool = False) -> Iterator[Path]:
    """A scratch folder beside `out` that takes its place when the block ends well.

    An earlier result at `out` is replaced if it bears our mark, has nothing
    but the files called `names`, and holds none of the files that the run `reads`.
    Anything else that stands there is left alone and BadInput is raised. On
    an error or an interrupt nothing is left behind. A `private` folder its
    owner alone may enter.
    """
    out = out.absolute()
    if out.exists():
        _check_replaceable(out, names, reads)
    scratch = _scratch(out)
    try:
        result = scratch / "result"
        result.mkdir(mode=0o700 if private else 0o777)
        yield result
        (result / MARK).touch()
        _replace(out, result, scratch / "earlier")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _replace(out: Path, result: Path, earlier: Path) -> None:
    """Puts `result` in the place of `out`; broken off between the two moves, `out` is put back."""
    try:
        if out.exists():
            out.rename(earlier)
        result.rename(out)
    except BaseException:
        if earlier.exists() and not out.exists():
            earlier.rename(out)
        raise


def _scratch(out: Path) -> Path:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        problem = f"cannot be written there: {(error.strerror or 'it is refused').lower()}"
        raise BadInput(
            [Finding(str(out), None, None, problem, "Name a folder that you may write with --out.")]
        ) from error


def _check_replaceable(out: Path, names: Collection[str], reads: Collection[Path]) -> None:
    here = {*(path.resolve() for path in reads), Path.cwd().resolve()}
    if any(path == out.resolve() or path.is_relative_to(out.resolve()) for path in here):
        problem = "is in the way: it is, or holds, what this run reads, or the folder you are in"
    elif out.is_dir() and not any(out.iterdir()):
        return
    elif not (out / MARK).is_file() or any(entry.name not in names for entry in out.iterdir() if entry.name != MARK):
        problem = "is in the way: it is a file, or holds something that is not a result of cleanbill"
    else:
        return
    raise BadInput([Finding(str(out), None, None, problem, REMEDY)])


# The engine's names of the types that schemas declare.
SQL_TYPES = {
    "string": "VARCHAR", "int64": "BIGINT", "int32": "INTEGER", "float64": "DOUBLE", "boolean": "BOOLEAN",
    "date": "DATE", "timestamp(6)": "TIMESTAMP",
}  # fmt: skip

# A dictionary of more words than that, as of keys and amounts, costs time and room.
OPTIONS = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1000"


def write_parquet(
    con: Any,
    table: ir.Table,
    path: Path,
    *,
    schema: type[Table],
    order: Sequence[str] | None = None,
    in_path: Collection[str] = (),
) -> None:
    """Write `table` to `path`, columns and types as `schema` declares them.

    `order` is the schema's key unless told. Columns `in_path` are those that
    a folder of the path states, as "world=today"; they are not in the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    types = {name: kind for name, kind in ibis_schema(schema).items() if name not in in_path}
    keys = [name for name in (schema.__key__ if order is None else order) if name not in in_path]
    if con.name == "duckdb":
        _copy(con, table.select(*types), path, types, keys)
    else:
        _stream(con, table.select(*types).cast(types).order_by(keys), path)


def _copy(con: Any, table: ir.Table, path: Path, types: Mapping[str, dt.DataType], keys: Sequence[str]) -> None:
    """DuckDB's own COPY, with each column cast in its SQL.

    Ibis leaves out a cast to the type it believes a column has, and believes
    int64 of sums that are 128 bits wide and date of timestamps.
    """
    view = ibis.util.gen_name("cleanbill_write")
    con.create_view(view, table)
    shaped = ", ".join(f'CAST("{name}" AS {SQL_TYPES[str(kind)]}) AS "{name}"' for name, kind in types.items())
    order = ", ".join(f'"{key}"' for key in keys)
    target = str(path).replace("'", "''")
    try:
        con.raw_sql(f"COPY (SELECT {shaped} FROM {view} ORDER BY {order}) TO '{target}' ({OPTIONS})").fetchall()
    finally:
        con.raw_sql(f"DROP VIEW IF EXISTS {view}")


def _stream(con: Any, ordered: ir.Table, path: Path) -> None:
    """One file, written here: Spark itself would make a folder of parts at `path`."""
    shape = ordered.schema().to_pyarrow()
    with (
        con.to_pyarrow_batches(ordered) as batches,
        pq.ParquetWriter(path, shape, compression="zstd", compression_level=1) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch.cast(shape))

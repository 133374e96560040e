"""Lays fee schedules down as Parquet from files as CMS publishes them, all or none.

Files in, a folder of one Parquet file for each kind of table and first day out,
beside those that are there already. A file of the same kind and first day
takes the place of the earlier one, so loading twice changes nothing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill.care.fees import read_physician as localities
from cleanbill.care.fees import read_physician as rvu
from cleanbill.care.fees import read_tables as addendum
from cleanbill.care.fees import read_tables as plain
from cleanbill.care.fees import read_tables as published
from cleanbill.care.fees.period import FileFaults, Period, TextFile, text_file
from cleanbill.care.fees.tables import TABLES
from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import read_all, staged

Reader = Callable[[TextFile, Period | None, FileFaults], list[dict[str, Any]]]
READERS: tuple[tuple[str, Callable[[str], bool], Reader], ...] = (
    ("rvu", rvu.is_rvu, rvu.read_rvu),
    ("gpci", localities.is_gpci, localities.read_gpci),
    ("anesthesia-factor", localities.is_anesthesia_factor, localities.read_anesthesia_factor),
    ("county", localities.is_county, localities.read_county),
    ("zip", localities.is_zip, localities.read_zip),
    ("published", published.is_published, published.read_published),
    ("fee", lambda head: plain.plain_kind(head) == "fee", plain.read_plain),
    ("anesthesia-base", lambda head: plain.plain_kind(head) == "anesthesia-base", plain.read_plain),
    ("drg-weight", lambda head: plain.plain_kind(head) == "drg-weight", plain.read_plain),
    ("fee", addendum.is_addendum, addendum.read_addendum),
)
OURS = re.compile(rf"(?:{'|'.join(TABLES)})-[a-z-]*\d{{4}}-\d\d-\d\d\.parquet")


@dataclass(frozen=True, slots=True)
class LoadedFees:
    """What became of a file: the table it is of, its first day and its rows."""

    file: str
    kind: str
    start: date
    end: date
    rows: int
    table: pa.Table
    target: str


def load_fees(files: Sequence[Path], out: Path, *, stated: Period | None = None) -> list[LoadedFees]:
    """Load every file into the folder `out`, written whole or not at all.

    `stated` are the days the files hold for, where they do not say so
    themselves. Raises BadInput with the findings of all files.
    """
    loaded = read_all(*(_reader(path, stated) for path in files))
    _check_targets(loaded)
    earlier = [path for path in sorted(out.iterdir()) if OURS.fullmatch(path.name)] if out.is_dir() else []
    with staged(out, names={path.name for path in earlier}) as scratch:
        for path in earlier:
            shutil.copyfile(path, scratch / path.name)
        for file in loaded:
            pq.write_table(file.table, scratch / file.target, compression="zstd")
    return loaded


def _reader(path: Path, stated: Period | None) -> Callable[[], LoadedFees]:
    return lambda: read_fees(path, stated)


def read_fees(path: Path, stated: Period | None = None) -> LoadedFees:
    """One file as a table, its kind known by its content. Raises BadInput."""
    file = text_file(path)
    faults = FileFaults(file.name)
    for kind, is_it, read in READERS:
        if is_it(file.head):
            rows = read(file, stated, faults)
            if not rows:
                faults.add(None, None, "it has no rows", "Download the file again: it is cut or changed.")
            faults.check()
            return _loaded(file.name, kind, rows)
    remedy = (
        "Give PPRRVU, GPCI, ANES, LOCCO, ZIP5, PFREV, Addendum B, an ASC addendum, CLFS, ASP or a CSV of docs/fees.md."
    )
    raise BadInput([Finding(file.name, None, None, "nothing in it says which fee file it is", remedy)])


def _loaded(file: str, kind: str, rows: list[dict[str, Any]]) -> LoadedFees:
    table_class = TABLES[kind]
    schema = ibis_schema(table_class).to_pyarrow()
    table = pa.Table.from_pylist(rows, schema=schema).sort_by([(name, "ascending") for name in table_class.__key__])
    start, end = min(row["start"] for row in rows), max(row["end"] for row in rows)
    names = "-".join(sorted({row["schedule"] for row in rows})) + "-" if kind == "fee" else ""
    return LoadedFees(file, kind, start, end, len(rows), table, f"{kind}-{names}{start}.parquet")


def _check_targets(loaded: Sequence[LoadedFees]) -> None:
    """Two files of one kind and first day cannot both stand."""
    first: dict[str, str] = {}
    findings = []
    for file in loaded:
        if file.target in first:
            problem = f"is of the same kind and first day as {first[file.target]}"
            findings.append(
                Finding(file.file, None, None, problem, "Load one of them, or give --start for the later one.")
            )
        first.setdefault(file.target, file.file)
    if findings:
        raise BadInput(findings)

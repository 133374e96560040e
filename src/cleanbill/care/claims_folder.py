"""The folder that claims come into: Parquet files of the claim tables and the registry of what was seen.

A folder of an earlier run and what was taken in now go in; the folder with
both comes out, whole or not at all. `claim_line`, which a payer settles, is
worked out from the other tables by `sent_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill.care.claim_rows import ROWS, arrow
from cleanbill.care.claim_tables import (
    ClaimFinding,
    ClaimHeader,
    ClaimsAside,
    ClaimSeen,
    ClaimsFile,
    OtherPayer,
    OtherPayerAdjustment,
    SubmittedLine,
)
from cleanbill.care.claims_in import Progress, Taken, take_in
from cleanbill.care.sent_lines import plain_lines, sent_lines
from cleanbill.care.tables import ClaimLine, OfferedLine
from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.engine import connect, staged, write_parquet

KEPT: tuple[type[Table], ...] = (*ROWS, ClaimsFile, ClaimsAside, ClaimFinding)
FILES: dict[type[Table], str] = {
    **{table: re.sub(r"(?<!^)(?=[A-Z])", "_", table.__name__).lower() for table in KEPT},
    OfferedLine: "claim_line",
}
NAMES = frozenset(f"{name}.parquet" for name in FILES.values())


NAME_FILES = "Name 837 files, FHIR files, or a folder that holds some."


def read_claims_into(paths: Sequence[Path], out: Path, *, progress: Progress | None = None) -> Taken:
    """Takes `paths` in and adds them to the folder `out`, which is made where there is none.

    Claims that `out` holds already are counted and change nothing: the same
    files give the same bytes. Raises BadInput where something else stands at
    `out` or no file is of claims, and BrokenLaw where claims do not add up.
    """
    with staged(out, ours=NAMES) as folder:
        taken = take_in(paths, seen=seen_in(out), progress=progress)
        if not taken.files:
            raise BadInput(taken.findings or [Finding(str(out), None, None, "there is no file to read", NAME_FILES)])
        con = connect(scratch=folder.parent)
        try:
            _write(con, taken, out, folder)
        finally:
            con.disconnect()
    return taken


def seen_in(out: Path) -> dict[str, str]:
    """claim_id -> status of every claim that the folder holds; empty where there is no folder."""
    path = out / f"{FILES[ClaimSeen]}.parquet"
    if not path.is_file():
        return {}
    rows = pq.read_table(path, columns=["claim_id", "status"])
    return dict(zip(rows["claim_id"].to_pylist(), rows["status"].to_pylist(), strict=True))


def claim_lines(header: ir.Table, submitted: ir.Table) -> ir.Table:
    """Table `claim_line`: the lines of accepted claims that ask for money, which a void does not."""
    return plain_lines(header.filter(header.action != "void"), submitted).select(*ibis_schema(ClaimLine))


def _write(con: Any, taken: Taken, earlier: Path, folder: Path) -> None:
    new = taken.tables()
    told = {ClaimsFile: taken.files, ClaimsAside: taken.aside, ClaimFinding: _finding_rows(taken)}
    new |= {table: arrow(table, _once(rows, table)) for table, rows in told.items()}
    for table, rows in new.items():
        both = _added(con, earlier / f"{FILES[table]}.parquet", rows, table)
        write_parquet(con, both, folder / f"{FILES[table]}.parquet", schema=table)
    tables = (ClaimHeader, SubmittedLine, OtherPayer, OtherPayerAdjustment)
    lines = sent_lines(*(con.read_parquet(folder / f"{FILES[table]}.parquet") for table in tables))
    write_parquet(con, lines, folder / f"{FILES[OfferedLine]}.parquet", schema=OfferedLine)


def _added(con: Any, earlier: Path, rows: pa.Table, table: type[Table]) -> ir.Table:
    """Earlier rows and those of `rows` whose key they do not hold."""
    new: ir.Table = con.create_table(ibis.util.gen_name("cleanbill_new"), rows, temp=True)
    key = list(table.__key__)
    if not earlier.is_file():
        return new
    held = con.read_parquet(earlier)
    kinds = ibis_schema(table)
    held = held.mutate(**{name: ibis.null(kinds[name]) for name in kinds if name not in held.columns})
    return held.union(new.anti_join(held, key).select(*held.columns))


def _once(rows: list[dict[str, Any]], table: type[Table]) -> list[dict[str, Any]]:
    """The first row of each key: a file may be named twice in one run."""
    by_key: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        by_key.setdefault(tuple(row[name] for name in table.__key__), row)
    return list(by_key.values())


def _finding_rows(taken: Taken) -> list[dict[str, Any]]:
    return [
        {"file": f.file, "segment": f.row or 0, "place": f.column or "", "problem": f.problem, "remedy": f.remedy}
        for f in taken.findings
    ]

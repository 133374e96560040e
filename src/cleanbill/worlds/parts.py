"""Cuts people into parts of whole families, and writes each part's claim lines to a file.

A part is small enough to be settled in memory, however large the input is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care import ClaimLine
from cleanbill.engine import write_parquet
from cleanbill.worlds.source import Progress

PEOPLE_A_PART = 50_000


def cut(con: Any, person: ir.Table) -> ir.Table:
    """person_id and part, from 0: families in order of their id, PEOPLE_A_PART people or a little more each."""
    sizes = person.group_by("family_id").aggregate(size=lambda rows: rows.count().cast("int64"))
    before = sizes.size.cumsum(order_by="family_id").cast("int64") - sizes.size
    placed = sizes.mutate(part=(before // PEOPLE_A_PART).cast("int64")).drop("size")
    return con.create_table("part", person.inner_join(placed, "family_id").select("person_id", "part"), temp=True)


def write_parts(con: Any, lines: ir.Table, part: ir.Table, folder: Path, progress: Progress) -> tuple[Path, ...]:
    """Writes the lines of each part to a file of its own below `folder`, in order."""
    parts = int(part.part.max().execute()) + 1
    placed = lines.inner_join(part, "person_id")
    paths = []
    for number in range(parts):
        path = folder / "claim_line" / f"claim_line-{number:03d}.parquet"
        write_parquet(con, placed.filter(placed.part == ibis.literal(number)), path, schema=ClaimLine)
        paths.append(path)
        progress("claims", number + 1, parts)
    return tuple(paths)


def face(rows: ir.Table, amount: str = "charge_cents") -> tuple[int, int]:
    """How many rows there are, and the cents they come to."""
    cents = rows[amount].sum().fill_null(0).cast("int64")
    found = rows.aggregate(n=rows.count().cast("int64"), cents=cents).to_pyarrow().to_pylist()[0]
    return found["n"], found["cents"]

"""A finding from the rows that a rule found at fault."""

from __future__ import annotations

import ibis.expr.types as ir

from cleanbill.core.errors import Finding
from cleanbill.engine.load import SOURCE_ROW


def faulty_rows(faulty: ir.Table, file: str, column: str | None, problem: str, remedy: str) -> list[Finding]:
    """One finding with the first row and the count of `faulty`, or none where it has no rows.

    The row is None where the table is not from `read_numbered`.
    """
    numbered = SOURCE_ROW in faulty.columns
    measures = {"count": faulty.count()} | ({"first": faulty[SOURCE_ROW].min()} if numbered else {})
    told = faulty.aggregate(**measures).to_pyarrow().to_pylist()[0]
    if not told["count"]:
        return []
    return [Finding(file, told.get("first"), column, problem, remedy, told["count"])]

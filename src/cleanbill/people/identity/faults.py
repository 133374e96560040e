"""What is wrong with records before they can be resolved: ids that are missing or stand twice."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import ibis_schema
from cleanbill.people.identity.tables import Belongs, Record


def check(con: Any, records: ir.Table, known: pa.Table | None) -> None:
    """Raises BadInput with every fault of the records and of what is known of them."""
    found = _columns("records", records.columns, tuple(ibis_schema(Record)))
    if known is not None:
        found += _columns("known", known.column_names, tuple(ibis_schema(Belongs)))
    if not found:
        found = _ids(con, "records", records)
        if known is not None:
            found += _ids(con, "known", ibis.memtable(known))
    if found:
        raise BadInput(found)


def _columns(name: str, held: Any, wanted: tuple[str, ...]) -> list[Finding]:
    return [
        Finding(name, None, column, "the column is missing", "Give it, empty where nothing is known.")
        for column in wanted
        if column not in held
    ]


def _ids(con: Any, name: str, table: ir.Table) -> list[Finding]:
    counted = con.to_pyarrow(
        table.aggregate(
            missing=table.record_id.isnull().sum(),
            twice=table.record_id.count() - table.record_id.nunique(),
        )
    ).to_pylist()[0]
    told = {
        "missing": ("an id is missing", "Give every account an id."),
        "twice": ("an id stands twice", "Give each account once."),
    }
    return [Finding(name, None, "record_id", *told[fault], count=count) for fault, count in counted.items() if count]

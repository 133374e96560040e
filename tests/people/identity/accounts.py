"""Accounts written out in a line, and records in a table, for the tests of identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill.core.tables import ibis_schema
from cleanbill.people.identity import Record, Resolved

SHAPE = ibis_schema(Record).to_pyarrow()
TOLD = ("first_name", "last_name", "birth_date", "ssn_hash", "ssn_last4", "address", "zip")


def records(accounts: Mapping[str, Sequence[Any]]) -> ir.Table:
    """Id -> what is told, as records."""
    rows = [{"record_id": name, **dict(zip(TOLD, found, strict=True))} for name, found in accounts.items()]
    return ibis.memtable(pa.Table.from_pylist(rows, schema=SHAPE))


def groups(found: Resolved, column: str = "person_id") -> set[frozenset[str]]:
    """Records that share a person, or a household."""
    got: dict[str, set[str]] = {}
    for row in found.people.to_pylist():
        if row[column] is not None:
            got.setdefault(row[column], set()).add(row["record_id"])
    return {frozenset(each) for each in got.values()}

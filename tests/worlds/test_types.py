"""Every Parquet file of a run has the columns and types that its schema class declares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cleanbill.bills import Bill
from cleanbill.care import ClaimLine, Provider
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.debt import Account
from cleanbill.payer import SettledLine
from cleanbill.people import Cover, Person
from cleanbill.relief import Decision, PostingRow, Purchase

TABLES: dict[str, type[Table]] = {
    "person": Person,
    "cover": Cover,
    "provider": Provider,
    "claim_line": ClaimLine,
    "settled_line": SettledLine,
    "bill": Bill,
    "account": Account,
    "decision": Decision,
    "purchase": Purchase,
    "posting": PostingRow,
}


@pytest.mark.parametrize("name", TABLES)
def test_files_have_the_types_their_schema_declares(name: str, run: tuple[Path, dict[str, Any]]) -> None:
    folder = run[0]
    files = (
        [folder / f"{name}.parquet"]
        if (folder / f"{name}.parquet").is_file()
        else list(folder.glob(f"{name}/**/*.parquet"))
    )
    assert files
    declared = ibis_schema(TABLES[name]).to_pyarrow()
    for file in files:
        found = pq.read_schema(file)
        wanted = [field for field in declared if f"{field.name}=" not in str(file)]
        assert [(field.name, field.type) for field in found] == [(field.name, field.type) for field in wanted], file


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique(name: str, run: tuple[Path, dict[str, Any]]) -> None:
    folder = run[0]
    for file in [*folder.glob(f"{name}.parquet"), *folder.glob(f"{name}/**/*.parquet")]:
        keys = [key for key in TABLES[name].__key__ if f"{key}=" not in str(file)]
        rows = pq.read_table(file, columns=keys, partitioning=None)
        assert rows.group_by(keys).aggregate([]).num_rows == rows.num_rows, file

"""Accounts of a purchase with who owes them: those asked for and no others, each with its person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.bureau import deletions_of
from cleanbill.relief.letters import Barred, recipients
from cleanbill.relief.person_keys import identified
from cleanbill.vault import read_sealed
from cleanbill.vault.sealed import write_sealed
from tests.relief.intake.sale import KEY, taken, texts, write_csv


@pytest.fixture
def folder(duckdb_engine: Any, tmp_path: Path) -> Path:
    rows = [texts({"identifier": f"A{number}"}) for number in range(1, 4)]
    taken(duckdb_engine, write_csv(tmp_path / "sale.csv", rows), tmp_path / "P1")
    return tmp_path / "P1"


def numbers(con: Any, folder: Path) -> list[str]:
    return con.read_parquet(folder / "accepted.parquet").to_pyarrow()["account_id"].to_pylist()


def test_the_accounts_asked_for_and_no_others(duckdb_engine: Any, folder: Path) -> None:
    wanted = numbers(duckdb_engine, folder)[1:]
    found = identified(duckdb_engine, folder, [("H", one) for one in wanted], KEY)
    assert [row["account_id"] for row in found] == wanted
    assert all(row["last_name"] and row["address"] and row["attorney_flag"] is None for row in found)
    assert len({row["person_key"] for row in found}) == len(wanted), "without a number of the patient, the account"


def test_the_registry_names_the_person_where_it_knows_the_row(duckdb_engine: Any, folder: Path) -> None:
    asked = [("H", one) for one in numbers(duckdb_engine, folder)]
    named = [("P1", 1, "R-1"), ("P1", 2, "R-1"), ("P2", 3, "R-9")]
    people = pa.table(
        {name: [row[place] for row in named] for place, name in enumerate(("portfolio_id", "source_row", "person_id"))}
    ).append_column("household_id", pa.array(["h", "h", "h"]))
    found = [row["person_key"] for row in identified(duckdb_engine, folder, asked, KEY, people)]
    assert found[:2] == ["R-1", "R-1"]
    assert found[2] not in {"R-1", "R-9"}


def test_what_is_not_there_is_told(duckdb_engine: Any, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CleanbillError, match="1 of 1 accounts are not among"):
        identified(duckdb_engine, folder, [("H", "other")], KEY)
    with pytest.raises(CleanbillError, match="another key"):
        identified(duckdb_engine, folder, [("H", "other")], b"x" * 32)
    with pytest.raises(CleanbillError, match="relief intake"):
        identified(duckdb_engine, tmp_path / "none", [("H", "other")], KEY)


def test_a_portfolio_of_before_lacks_what_has_come_since(duckdb_engine: Any, folder: Path) -> None:
    sealed = read_sealed(folder / "identity.parquet", KEY)
    old = sealed.drop_columns([name for name in sealed.column_names if name.startswith("guarantor_")])
    write_sealed(old.to_batches(), old.schema, folder / "identity.parquet", KEY)
    held = pq.read_table(folder / "accepted.parquet").drop_columns(["first_delinquency_date"])
    pq.write_table(held, folder / "accepted.parquet")
    rows = identified(duckdb_engine, folder, [("H", one) for one in numbers(duckdb_engine, folder)], KEY)
    assert len(rows) == 3
    assert {one.guarantor for one in recipients(rows, Barred(), KEY)} == {None}
    assert deletions_of(rows, "F1", date(2026, 11, 24)).deleted == {"unknown_if_reported": 3}

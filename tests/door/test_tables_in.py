"""Whatever table a user has is taken in alike, and what is wrong with it is told in its own name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cleanbill as cb
from cleanbill.door.tables_in import HandedOver, Scratch, arrow_table

LINES: dict[str, list[Any]] = {
    "claim_id": ["K1", "K2", "K3"],
    "line": [1, 1, 1],
    "person_id": ["A", "A", "B"],
    "service_date": ["2025-03-01", "2025-04-01", "2025-05-01"],
    "benefit": ["office", "drugs", "office"],
    "charge_cents": [20_000, 5_000, 30_000],
    "fee_cents": [12_000, 4_000, 18_000],
}
MEMBERS: dict[str, list[Any]] = {"person_id": ["A", "B"], "family_id": ["F", "F"]}


def csv(columns: dict[str, list[Any]], folder: Path) -> Path:
    path = folder / "claims.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def parquet(columns: dict[str, list[Any]], folder: Path) -> str:
    pq.write_table(pa.table(columns), folder / "claims.parquet")
    return str(folder / "claims.parquet")


def pandas_dates(columns: dict[str, list[Any]], _: Path) -> Any:
    frame = pd.DataFrame(columns)
    return frame.assign(service_date=pd.to_datetime(frame.service_date)).set_index(pd.Index([5, 7, 9]))


def python_dates(columns: dict[str, list[Any]], _: Path) -> Any:
    return columns | {"service_date": [date.fromisoformat(day) for day in columns["service_date"]]}


KINDS: dict[str, Callable[[dict[str, list[Any]], Path], Any]] = {
    "CSV": csv,
    "Parquet": parquet,
    "pandas": lambda columns, _: pd.DataFrame(columns),
    "pandas with moments": pandas_dates,
    "pandas with categories": lambda columns, _: pd.DataFrame(columns).astype({"benefit": "category"}),
    "Polars": lambda columns, _: pl.DataFrame(columns),
    "Polars with dates": lambda columns, _: pl.DataFrame(columns).with_columns(pl.col("service_date").str.to_date()),
    "Arrow": lambda columns, _: pa.table(columns),
    "Ibis": lambda columns, _: ibis.memtable(columns),
    "columns": lambda columns, _: columns,
    "columns with dates": python_dates,
}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    path = csv(LINES, tmp_path_factory.mktemp("csv"))
    return cb.settle(path, MEMBERS, plans=["employer"]).table("settled_line")


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_any_kind_gives_the_same_result(kind: str, settled: pa.Table, tmp_path: Path) -> None:
    found = cb.settle(KINDS[kind](LINES, tmp_path), MEMBERS, plans=["employer"])
    assert found.table("settled_line").equals(settled)


def test_all_faults_of_all_tables_are_told_at_once_in_their_own_names() -> None:
    lines = LINES | {"charge_cents": [20_000, -5, 30_000], "service_date": ["2025-03-01", "soon", "2025-05-01"]}
    lines["person_id"] = ["A", "A", "Z"]
    with pytest.raises(cb.BadInput) as bad:
        cb.settle(pd.DataFrame(lines), pl.DataFrame({"person_id": ["A"]}), plans=["employer"])
    places = {(found.file, found.row, found.column) for found in bad.value.findings}
    assert {("claims", 2, "charge_cents"), ("claims", 2, "service_date"), ("members", None, "family_id")} <= places
    assert "soon" not in str(bad.value)


def test_a_table_of_no_rows_and_of_other_columns() -> None:
    with pytest.raises(cb.BadInput) as bad:
        cb.settle({name: [] for name in LINES}, MEMBERS, plans=["employer"])
    assert all(found.file == "claims" for found in bad.value.findings)
    with pytest.raises(cb.BadInput, match="chrage_cents"):
        cb.settle({name.replace("charge", "chrage"): each for name, each in LINES.items()}, MEMBERS, plans=["employer"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (7, "claims is a int, which is not a table. Give a path"),
        ([1, 2], "claims is a list"),
        (None, "claims is a NoneType"),
        (pl.DataFrame(LINES).lazy(), "claims is a query that was not run yet. Give claims.collect"),
        (pd.DataFrame({"a": [1, 2], "b": [3, 4]}).set_axis(["a", "a"], axis=1), "column a: stands twice"),
        ({"a": [1, 2], "b": [3]}, "not all of one length"),
    ],
)
def test_what_is_not_a_table_is_said_plainly(given: Any, words: str) -> None:
    with pytest.raises(cb.CleanbillError, match=words.replace("(", r"\(")):
        arrow_table(given, "claims")


def test_a_column_of_several_kinds_is_named_without_a_value_of_it() -> None:
    for table in (pd.DataFrame({"name": ["Ann Smith", 7, 2.5]}), {"name": ["Ann Smith", 7, 2.5]}):
        with pytest.raises(cb.BadInput) as bad:
            arrow_table(table, "people")
        [found] = bad.value.findings
        assert (found.file, found.column) == ("people", "name")
        assert "Ann" not in str(bad.value)


def test_a_column_without_values_counts_as_empty() -> None:
    for empty in (pd.DataFrame(LINES).assign(code=None), pa.table(LINES | {"code": pa.nulls(3)})):
        assert cb.settle(empty, MEMBERS, plans=["employer"]).summary["plans"]["employer"]["claims"] == 3
    members = MEMBERS | {"birth_date": [None, None], "sex": [None, None]}
    assert cb.settle(LINES, members, plans=["employer"]).balanced


def test_what_was_handed_over_goes_with_its_holder() -> None:
    handed = HandedOver()
    path = handed.path(LINES, "claims")
    assert path.is_file()
    assert path.parent.stat().st_mode & 0o077 == 0
    del handed
    assert not path.exists()
    scratch = Scratch()
    scratch.remove()
    assert not scratch.path.exists()


def test_a_day_may_be_text_a_date_or_a_moment() -> None:
    prices = {cb.law("us/debt_price").at(day) for day in ("2025-12-31", date(2025, 12, 31), datetime(2025, 12, 31, 9))}
    assert len(prices) == 1

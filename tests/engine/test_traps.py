"""The five traps of the design, each met on every engine."""

from __future__ import annotations

import hashlib
import random
from importlib import metadata
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from packaging.requirements import Requirement

from cleanbill.core import money as cents
from cleanbill.core.tables import Table, column
from cleanbill.engine import running_sum, share_bp, write_parquet

WITHIN, ORDER = ["person_id"], ["day", "claim_id", "line"]


class Amount(Table):
    """A table with a key of two columns."""

    __grain__ = "an amount of one person on one line"
    __key__ = ("person_id", "line")

    person_id: dt.String = column("person", "whose")
    line: dt.Int32 = column("person", "which")
    amount_cents: dt.Int64 = column("person", "how much", unit="cents")


def lines(seed: int, *, people: int = 20, each: int = 30, days: int = 365) -> list[dict[str, Any]]:
    """Lines whose (day, claim_id, line) is a full key; few `days` make many ties of day."""
    draw = random.Random(seed)
    rows = [
        {
            "person_id": f"p{person}",
            "day": draw.randrange(days),
            "claim_id": f"c{number // 3}",
            "line": number % 3,
            "amount_cents": draw.randrange(-5_000, 500_000),
        }
        for person in range(people)
        for number in range(each)
    ]
    draw.shuffle(rows)
    return rows


def running_by_hand(rows: list[dict[str, Any]]) -> dict[tuple[str, str, int], int]:
    """The oracle: sort, then add one line after another."""
    total: dict[str, int] = {}
    answer = {}
    for row in sorted(rows, key=lambda r: (r["person_id"], r["day"], r["claim_id"], r["line"])):
        total[row["person_id"]] = total.get(row["person_id"], 0) + row["amount_cents"]
        answer[row["person_id"], row["claim_id"], row["line"]] = total[row["person_id"]]
    return answer


@pytest.mark.parametrize("days", [365_000, 2], ids=["no ties of day", "ties of day"])
def test_running_sum_is_a_running_total(engine: Any, days: int) -> None:
    rows = lines(days, days=days)
    table = ibis.memtable(pa.Table.from_pylist(rows))
    run = table.mutate(running_cents=running_sum(table.amount_cents, within=WITHIN, order=ORDER))
    got = engine.to_pyarrow(run.select("person_id", "claim_id", "line", "running_cents"))
    assert got.schema.field("running_cents").type == pa.int64()
    found = {(r["person_id"], r["claim_id"], r["line"]): r["running_cents"] for r in got.to_pylist()}
    assert found == running_by_hand(rows)


def test_sum_over_an_ordered_window_is_still_the_whole_total(engine: Any) -> None:
    """Why `running_sum` exists; when this fails, Ibis has mended it and the helper may go."""
    table = ibis.memtable(pa.Table.from_pylist(lines(1, people=1)))
    window = ibis.window(group_by=WITHIN, order_by=ORDER)
    whole = engine.to_pyarrow(table.mutate(t=table.amount_cents.sum().over(window).cast("int64")).t.nunique())
    assert whole.as_py() == 1


def test_share_bp_rounds_as_the_scalar_does(engine: Any) -> None:
    draw = random.Random(2)
    pairs = [(draw.randrange(10**size), draw.randrange(10_001)) for size in range(1, 12) for _ in range(40)]
    pairs += [(5, 5000), (1, 5000), (0, 10_000), (899_999_999_999, 9_999), (3, 3333), (15, 1000)]
    table = ibis.memtable({"amount_cents": [a for a, _ in pairs], "rate_bp": [r for _, r in pairs]})
    answer = engine.to_pyarrow(
        table.select("amount_cents", "rate_bp", share_cents=share_bp(table.amount_cents, table.rate_bp))
    )
    assert answer.schema.field("share_cents").type == pa.int64()
    for row in answer.to_pylist():
        assert row["share_cents"] == cents.share_bp(row["amount_cents"], row["rate_bp"]), row


def test_floor_division_of_ibis_floors_and_remainder_truncates(engine: Any) -> None:
    """Trap 2 itself: the pair does not belong together below zero, so money never uses it there."""
    table = ibis.memtable({"a": [-3, 3]})
    answer = engine.to_pyarrow(table.select("a", q=(table.a // 2).cast("int64"), r=(table.a % 2).cast("int64")))
    assert {row["a"]: (row["q"], row["r"]) for row in answer.to_pylist()} == {-3: (-2, -1), 3: (1, 1)}


def test_a_sum_cast_at_the_edge_is_int64(engine: Any) -> None:
    rows = lines(3)
    total = engine.to_pyarrow(ibis.memtable(pa.Table.from_pylist(rows)).amount_cents.sum().cast("int64"))
    assert total.type == pa.int64()
    assert total.as_py() == sum(row["amount_cents"] for row in rows)


def test_duckdb_sums_are_wider_than_int64_until_cast(duckdb_engine: Any) -> None:
    bare = duckdb_engine.raw_sql("select typeof(sum(x)) from (values (1::bigint)) t(x)").fetchone()[0]
    assert bare == "HUGEINT"


@pytest.mark.parametrize(
    ("name", "refused"), [("sqlglot", "30.18.0"), ("duckdb", "2.0.0"), ("pyspark", "4.1.0"), ("pyspark", "4.3.0")]
)
def test_versions_that_break_ibis_are_refused_by_the_package_itself(name: str, refused: str) -> None:
    wanted = [Requirement(text) for text in metadata.requires("cleanbill") or []]
    pins = [requirement for requirement in wanted if requirement.name == name]
    assert pins
    assert all(not pin.specifier.contains(refused) for pin in pins)
    assert all(pin.specifier.contains(metadata.version(name)) for pin in pins)


def test_duckdb_needs_no_extension_that_is_a_download(duckdb_engine: Any) -> None:
    """Trap 5: what bulk work needs is built in; nothing else is loaded."""
    loaded = duckdb_engine.raw_sql("select extension_name from duckdb_extensions() where loaded").fetchall()
    assert {"parquet", "core_functions"} <= {name for (name,) in loaded}
    assert not {"sqlite_scanner", "postgres_scanner", "spatial"} & {name for (name,) in loaded}


def test_equal_tables_give_equal_bytes_whatever_the_row_order(engine: Any, tmp_path: Path) -> None:
    rows = [{"person_id": f"p{n % 50}", "line": n, "amount_cents": n * 7} for n in range(2_000)]
    marks = set()
    for seed in (1, 2, 3):
        random.Random(seed).shuffle(rows)
        table = ibis.memtable(pa.Table.from_pylist(rows))
        path = tmp_path / f"{seed}" / "amount.parquet"
        write_parquet(engine, table.mutate(extra=ibis.literal("dropped")), path, schema=Amount)
        marks.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(marks) == 1
    written = pq.read_table(path)
    assert written.column_names == ["person_id", "line", "amount_cents"]
    assert written.schema.field("line").type == pa.int32()
    assert written.num_rows == 2_000

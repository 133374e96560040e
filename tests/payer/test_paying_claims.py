"""What a settled result makes payable, version after version."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import connect
from cleanbill.payer.payment_run import Payable, PayRequest, next_versions, payable_files
from tests.payer.remit_desk import Row, line, write_settled
from tests.payer.test_paying import claim

DAY = date(2025, 1, 10)


def versions(con: Any, now: list[Row], earlier: list[Row]) -> list[tuple[str, int, int]]:
    """(payable_id, version, cents) of the rows to add."""
    schema = ibis_schema(Payable)
    tables = [
        ibis.memtable(rows, schema=schema) if rows else ibis.memtable([claim("?", 0)], schema=schema).limit(0)
        for rows in (now, earlier)
    ]
    rows = con.to_pyarrow(next_versions(*tables)).to_pylist()
    return sorted((row["payable_id"], row["version"], row["amount_cents"]) for row in rows)


def test_what_is_new_what_changed_and_what_stays(engine: Any) -> None:
    earlier = [claim("same", 500), claim("more", 500), claim("more", 300, version=2), claim("void", 500)]
    earlier += [claim("other payee", 500), claim("gone", 500), claim("known", 500, payee_id=None)]
    now = [claim("same", 500), claim("more", 500), claim("void", 0, payee_id=None), claim("new", 7)]
    now += [claim("other payee", 500, payee_id="H2"), claim("known", 500), claim("never seen", 0, payee_id=None)]
    assert versions(engine, now, earlier) == [
        ("known", 2, 500), ("more", 3, 500), ("new", 1, 7), ("other payee", 2, 500), ("void", 2, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_versions_are_what_a_ledger_would_number(seed: int, duckdb_engine: Any) -> None:
    """A dictionary of what each claim was last, over rounds in which some change."""
    chance, table = Random(seed), []
    book: dict[str, tuple[int, int, str | None]] = {}
    for _ in range(4):
        names = [f"K{n}" for n in range(30) if chance.random() < 0.7]
        now = [claim(n, chance.choice([100, 200]), payee_id=chance.choice(["H1", "H1", "H2"])) for n in names]
        expected = []
        for row in now:
            version, *was = book.get(row["payable_id"], (0, None, None))
            if was != [row["amount_cents"], row["payee_id"]]:
                book[row["payable_id"]] = (version + 1, row["amount_cents"], row["payee_id"])
                expected.append((row["payable_id"], version + 1, row["amount_cents"]))
        assert versions(duckdb_engine, now, table) == sorted(expected)
        by_name = {row["payable_id"]: row for row in now}
        table += [by_name[name] | {"version": version} for name, version, _ in expected]


def made(folder: Path, lines: list[Row], **asked: Any) -> list[Row]:
    """The rows of `payable.parquet`."""
    settled = write_settled(folder / "settled", lines)
    given = {"plan": None, "fund_id": "trust", "received_on": DAY} | asked
    payable_files(connect(), PayRequest(settled=settled, **given), folder / "out")
    return sorted(pq.read_table(folder / "out" / "payable.parquet").to_pylist(), key=lambda row: row["payable_id"])


def test_a_claim_is_one_row_of_what_the_plan_pays(tmp_path: Path) -> None:
    lines = [line("A", 1, 500, 400, ["CO 45 100"]), line("A", 2, 70, 70, []), line("B", 1, 9, 0, ["PR 96 9"])]
    rows = made(tmp_path, lines, approved_on=DAY + timedelta(days=2))
    assert [(row["payable_id"], row["amount_cents"], row["version"]) for row in rows] == [("A", 470, 1), ("B", 0, 1)]
    assert {(row["received_on"], row["approved_on"], row["clean"], row["fund_id"]) for row in rows} == {
        (DAY, DAY + timedelta(days=2), True, "trust")
    }


def test_receipts_tell_the_days_and_the_rest_has_the_day_for_all(tmp_path: Path) -> None:
    (tmp_path / "receipts.csv").write_text("claim_id,received_on,approved_on,clean\nA,2024-12-01,2024-12-24,false\n")
    lines = [line("A", 1, 5, 5, []), line("B", 1, 9, 9, [])]
    rows = made(tmp_path, lines, receipts=tmp_path / "receipts.csv")
    assert [(row["received_on"], row["approved_on"], row["clean"]) for row in rows] == [
        (date(2024, 12, 1), date(2024, 12, 24), False), (DAY, DAY, True),
    ]  # fmt: skip
    with pytest.raises(BadInput, match="has claims that are not in it"):
        made(tmp_path, lines, receipts=tmp_path / "receipts.csv", received_on=None)


def test_an_earlier_table_is_kept_and_may_be_the_one_that_is_replaced(tmp_path: Path) -> None:
    made(tmp_path, [line("A", 1, 5, 5, []), line("B", 1, 9, 9, [])])
    payable = tmp_path / "out" / "payable.parquet"
    rows = made(tmp_path, [line("A", 1, 5, 3, ["CO 45 2"]), line("B", 1, 9, 9, [])], earlier=payable)
    assert [(row["payable_id"], row["version"], row["amount_cents"]) for row in rows] == [
        ("A", 1, 5), ("A", 2, 3), ("B", 1, 9),
    ]  # fmt: skip


@pytest.mark.parametrize("with_receipts", [True, False])
def test_a_claim_that_another_replaced_or_voided_is_void(with_receipts: bool, tmp_path: Path) -> None:
    made(tmp_path, [line("A", 1, 5, 5, []), line("B", 1, 9, 9, []), line("C", 1, 7, 7, [])])
    payable = tmp_path / "out" / "payable.parquet"
    gone = [("A", "replaced", "A2"), ("B", "voided", "V"), ("V", "voided", None), ("P", "pended", None)]
    rows = [{"plan_id": "trust-plan", "claim_id": a, "status": what, "by_claim_id": by} for a, what, by in gone]
    (tmp_path / "settled").mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "settled" / "unsettled_line.parquet")
    later = {"receipts": tmp_path / "receipts.csv", "received_on": None} if with_receipts else {}
    (tmp_path / "receipts.csv").write_text("claim_id,received_on\nA2,2025-02-01\nV,2025-02-02\nC,2025-01-01\n")
    rows = made(tmp_path, [line("A2", 1, 5, 3, ["CO 45 2"]), line("C", 1, 7, 7, [])], earlier=payable, **later)
    found = [(row["payable_id"], row["version"], row["amount_cents"], row["received_on"]) for row in rows]
    first, second = (date(2025, 2, 1), date(2025, 2, 2)) if with_receipts else (DAY, DAY)
    assert found == [
        ("A", 1, 5, DAY), ("A", 2, 0, first), ("A2", 1, 3, first),
        ("B", 1, 9, DAY), ("B", 2, 0, second), ("C", 1, 7, DAY),
    ]  # fmt: skip


def test_one_plan_is_taken(tmp_path: Path) -> None:
    write_settled(tmp_path / "one", [line("A", 1, 5, 5, [])], plan="one")
    write_settled(tmp_path / "two", [line("A", 1, 5, 2, ["PR 1 3"])], plan="two")
    (tmp_path / "both").mkdir()
    for name in ("settled_line", "adjustment"):
        parts = [pq.read_table(tmp_path / plan / f"{name}.parquet") for plan in ("one", "two")]
        pq.write_table(pa.concat_tables(parts), tmp_path / "both" / f"{name}.parquet")
    asked = {"settled": tmp_path / "both", "fund_id": "trust", "received_on": DAY}
    with pytest.raises(CleanbillError, match=r"Several plans.*one, two"):
        payable_files(connect(), PayRequest(plan=None, **asked), tmp_path / "out")
    with pytest.raises(CleanbillError, match=r"--plan three was not settled.*one, two"):
        payable_files(connect(), PayRequest(plan="three", **asked), tmp_path / "out")
    assert payable_files(connect(), PayRequest(plan="two", **asked), tmp_path / "out").amount_cents == 2


def test_what_settle_did_not_write_is_refused(tmp_path: Path) -> None:
    folder = write_settled(tmp_path / "settled", [line("A", 1, 5, 5, [])])
    rows = pq.read_table(folder / "settled_line.parquet").drop_columns(["plan_paid_cents"])
    pq.write_table(rows, folder / "settled_line.parquet")
    with pytest.raises(BadInput, match=r"settled_line\.parquet, column plan_paid_cents"):
        payable_files(connect(), PayRequest(folder, None, "trust", DAY), tmp_path / "out")

"""A messy file row by row; formats; the same bytes again; nothing of a person in what is told."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleanbill.core.errors import BadInput, BrokenLaw
from cleanbill.engine import connect
from cleanbill.relief.intake import LeftOut, Mapped, Mapping, load_mapping, propose, take_in
from cleanbill.relief.intake.intake import FILES
from cleanbill.vault import hashed_ssns, read_sealed
from tests.relief.intake.sale import HASH_KEY, KEY, MESSY, TODAY, held, report, taken, texts, workbook, write_csv

ROWS = MESSY["rows"]


@pytest.fixture(scope="module")
def con() -> Any:
    return connect(threads=2)


@pytest.fixture(scope="module")
def out(con: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sale")
    path = write_csv(folder / "sale.csv", [texts(row) for row in ROWS])
    taken(con, path, folder / "P1")
    return folder / "P1"


def test_every_row_ends_where_it_is_written_out(con: Any, out: Path) -> None:
    got = held(con, out)
    assert [row["source_row"] for row in got] == list(range(1, len(ROWS) + 1))
    for row, wanted in zip(got, ROWS, strict=True):
        told = (row["outcome"], row["face"], row["reasons"])
        assert told == (wanted["outcome"], wanted["face"], wanted["reasons"]), wanted
        for name in ("minor", "deceased"):
            if name in wanted:
                assert row[f"{name}_flag"] == wanted[name]


def test_counts_and_faces_add_up(out: Path) -> None:
    told = report(out)
    for outcome in ("accepted", "quarantined", "rejected"):
        mine = [row for row in ROWS if row["outcome"] == outcome]
        assert told[outcome] == {"rows": len(mine), "face_cents": sum(row["face"] or 0 for row in mine)}
    assert told["total"]["rows"] == len(ROWS)


def test_identity_is_sealed_for_every_row_that_is_not_refused(out: Path) -> None:
    rows = read_sealed(out / "identity.parquet", KEY).to_pylist()
    assert [row["source_row"] for row in rows] == [
        place for place, row in enumerate(ROWS, start=1) if row["outcome"] != "rejected"
    ]
    assert (rows[0]["last_name"], rows[0]["ssn_last4"], rows[0]["zip"]) == ("Secretname", "6789", "02118")


def test_nothing_of_a_person_stands_outside_the_seal(con: Any, out: Path) -> None:
    telling = (
        "Secretname",
        "Hidden Lane",
        "123-45-6789",
        "123456789",
        "02118",
        "E11.9",
        "01/31/1970",
        "1970-01-31",
        "Ann",
    )
    for name in FILES:
        raw = (out / name).read_bytes()
        assert not any(word.encode() in raw for word in telling), name
    for name in ("accepted", "quarantined", "rejected"):  # compressed, so values are looked at too
        for row in con.read_parquet(out / f"{name}.parquet").to_pyarrow().to_pylist():
            assert not any(word in str(value) for word in telling for value in row.values())


def test_the_hash_is_of_the_number_under_the_key(con: Any, out: Path) -> None:
    first = held(con, out)[0]
    assert first["ssn_hash"] == hashed_ssns(pa.array(["123-45-6789"]), HASH_KEY)[0].as_py()


def test_findings_name_rows_and_columns_and_no_value(con: Any, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "sale.csv", [texts(row) for row in ROWS])
    told = "\n".join(map(str, taken(con, path, tmp_path / "P1").findings))
    assert "column diagnosis: the column tells what was wrong with the patient" in told
    assert "row 2: the balance is below zero (quarantined) (and 1 more row)" in told
    for word in ("Secretname", "Hidden", "6789", "02118", "E11", "1970"):
        assert word not in told


def test_a_second_run_gives_the_same_bytes_but_for_the_sealed_file(con: Any, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "sale.csv", [texts(row) for row in ROWS])
    taken(con, path, tmp_path / "P1")
    before = {name: (tmp_path / "P1" / name).read_bytes() for name in FILES}
    taken(con, path, tmp_path / "P1")
    after = {name: (tmp_path / "P1" / name).read_bytes() for name in FILES}
    assert {name for name in FILES if before[name] != after[name]} == {"identity.parquet"}


@pytest.mark.parametrize(("encoding", "delimiter"), [
    ("utf-8-sig", ","), ("latin-1", ";"), ("utf-16", "\t"), ("utf-8", "|"), ("cp1252", "^"),
])  # fmt: skip
def test_any_delimiter_and_encoding_is_the_same_file(
    con: Any, out: Path, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = write_csv(tmp_path / "sale.csv", [texts(row) for row in ROWS], encoding=encoding, delimiter=delimiter)
    taken(con, path, tmp_path / "P1")
    assert held(con, tmp_path / "P1") == held(con, out)
    rows = read_sealed(tmp_path / "P1" / "identity.parquet", KEY).to_pylist()
    assert (rows[-1]["first_name"], rows[-1]["city"]) == ("José", "New\nBedford")


def test_parquet_is_the_same_file(con: Any, out: Path, tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([texts(row) for row in ROWS]), tmp_path / "sale.parquet")
    taken(con, tmp_path / "sale.parquet", tmp_path / "P1")
    assert held(con, tmp_path / "P1") == held(con, out)


def test_a_workbook_is_the_same_file(con: Any, out: Path, tmp_path: Path) -> None:
    (tmp_path / "sale.xlsx").write_bytes(workbook([texts(row) for row in ROWS]))
    taken(con, tmp_path / "sale.xlsx", tmp_path / "P1")
    assert held(con, tmp_path / "P1") == held(con, out)


def test_ragged_rows_are_refused_where_they_stand(con: Any, tmp_path: Path) -> None:
    (tmp_path / "sale.csv").write_text("id,balance,city\nA1,5,Boston\nA2,5\nA3,5,Boston,MA,x\nA4,6,Boston\n")
    told = taken(con, tmp_path / "sale.csv", tmp_path / "P1")
    assert [(row["outcome"], row["reasons"]) for row in held(con, tmp_path / "P1")] == [
        ("accepted", ""), ("rejected", "ragged_row"), ("rejected", "ragged_row"), ("accepted", ""),
    ]  # fmt: skip
    assert told.total.face_cents == 1100


def test_what_screens_look_for_is_carried_and_a_death_is_told_without_its_date(con: Any, tmp_path: Path) -> None:
    (tmp_path / "sale.csv").write_text(
        "id,balance,Paid In Full,Cease and Desist,Represented by Attorney,In Litigation,BK Discharged,Deceased,DOD\n"
        "A1,5,Y,,,,,,\nA2,5,,Y,,,,N,\nA3,5,,,Y,,,Y,\nA4,5,,,,Y,,,\nA5,5,N,N,N,N,Y,N,2024-03-15\nA6,5,,,,,,,2024-03-15\n"
    )
    taken(con, tmp_path / "sale.csv", tmp_path / "P1")
    names = ("paid_flag", "cease_flag", "attorney_flag", "litigation_flag", "bankruptcy_discharged", "deceased_flag")
    assert [tuple(row[name] for name in names) for row in held(con, tmp_path / "P1")] == [
        (True, None, None, None, None, None),
        (None, True, None, None, None, False),
        (None, None, True, None, None, True),
        (None, None, None, True, None, None),
        (False, False, False, False, True, True),
        (None, None, None, None, None, True),
    ]


def test_a_date_of_first_delinquency_is_carried_unless_it_cannot_be(con: Any, tmp_path: Path) -> None:
    (tmp_path / "sale.csv").write_text(
        "id,balance,date_of_service,DOFD\nA1,5,2024-03-15,2024-05-01\nA2,5,2024-03-15,\nA3,5,2024-03-15,2024-03-14\n"
        "A4,5,,2024-03-14\nA5,5,2024-03-15,2026-11-25\n"
    )
    taken(con, tmp_path / "sale.csv", tmp_path / "P1")
    told = [(row["first_delinquency_date"], row["reasons"]) for row in held(con, tmp_path / "P1")]
    assert told == [
        (date(2024, 5, 1), ""), (None, ""), (date(2024, 3, 14), "late_before_service"), (date(2024, 3, 14), ""),
        (date(2026, 11, 25), "date_in_future"),
    ]  # fmt: skip


def test_a_mapping_that_names_what_is_not_there_writes_nothing(con: Any, tmp_path: Path) -> None:
    (tmp_path / "sale.csv").write_text("id,balance\nA1,5\n")
    mapping = Mapping((Mapped("id", "account_id"), Mapped("balanse", "current_balance_cents", "dollars")))
    with pytest.raises(BadInput, match="the mapping has it, the file lacks it"):
        taken(con, tmp_path / "sale.csv", tmp_path / "P1", mapping)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sale.csv"]


def test_columns_that_the_mapping_does_not_speak_of_are_left_out(con: Any, tmp_path: Path) -> None:
    (tmp_path / "sale.csv").write_text("id,balance,secret\nA1,5,x\n")
    mapping = Mapping((Mapped("id", "account_id"), Mapped("balance", "current_balance_cents", "cents")))
    told = taken(con, tmp_path / "sale.csv", tmp_path / "P1", mapping)
    assert told.total.face_cents == 5
    assert load_mapping(tmp_path / "P1" / "mapping.yaml").left_out == (LeftOut("secret", "unknown"),)


def test_a_row_lost_on_the_way_breaks_the_law_and_leaves_nothing(
    con: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_csv(tmp_path / "sale.csv", [texts(row) for row in ROWS])
    mapping = propose(con, path)
    monkeypatch.setattr(import_module("cleanbill.relief.intake.intake"), "judged", _loses_a_row)
    with pytest.raises(BrokenLaw, match="were written"):
        take_in(
            con, path, mapping, tmp_path / "P1", portfolio_id="P1", holder="H", key=KEY, hash_key=HASH_KEY, today=TODAY
        )
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["sale.csv"]


def _loses_a_row(rows: Any, again: Any, today: Any) -> Any:
    from cleanbill.relief.intake.parse import judged  # noqa: PLC0415 (the name is replaced where it is used)

    told = judged(rows, again, today)
    return told.filter(told.source_row != 3)

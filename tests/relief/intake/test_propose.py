"""Columns are known by their names and values; what is ambiguous is asked; health is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cleanbill.core.errors import BadInput
from cleanbill.engine import connect
from cleanbill.relief.intake import LeftOut, Mapped, Mapping, load_mapping, propose

UNDUE = (
    "identifier,first_name,last_name,date_of_birth,address,city,zipcode,state,ssn,creditor,account,"
    "current_balance,sale_price"
)


@pytest.fixture(scope="module")
def con() -> Any:
    return connect(threads=2)


def proposed(con: Any, folder: Path, text: str) -> Mapping:
    (folder / "sale.csv").write_text(text, "utf-8")
    return propose(con, folder / "sale.csv")


def test_every_column_of_undues_exercise_is_known(con: Any, tmp_path: Path) -> None:
    mapping = proposed(con, tmp_path, UNDUE + "\n1,A,B,01/31/1970,1 Main,Boston,02118,MA,1,C,2,5.00,0.03\n")
    assert [one.to for one in mapping.columns] == [
        "account_id", "first_name", "last_name", "birth_date", "address", "city", "zip", "state", "ssn",
        "orig_creditor", "orig_account", "current_balance_cents", "sale_price_cents",
    ]  # fmt: skip
    assert not mapping.left_out
    assert not mapping.asked


@pytest.mark.parametrize(("values", "written", "confidence"), [
    (["01/31/1970", "02/03/1980"], "MDY", "sure"),
    (["31/01/1970", "02/03/1980"], "DMY", "sure"),
    (["1970-01-31"], "YMD", "sure"),
    (["19700131"], "YMD", "sure"),
    (["02/03/1980", "04/05/1990"], None, "asked"),
    (["31/01/1970", "01/31/1970", "02/28/1980"], "MDY", "likely"),
])  # fmt: skip
def test_the_whole_column_tells_how_dates_are_written(
    con: Any, tmp_path: Path, values: list[str], written: str | None, confidence: str
) -> None:
    mapping = proposed(con, tmp_path, "id,balance,dob\n" + "".join(f"A,5.00,{value}\n" for value in values))
    (dob,) = (one for one in mapping.columns if one.to == "birth_date")
    assert (dob.format, dob.confidence) == (written, confidence)


def test_the_day_of_an_address_is_no_address(con: Any, tmp_path: Path) -> None:
    mapping = proposed(con, tmp_path, "id,balance,address,Address Verified\nA,5.00,1 Main,2026-01-31\n")
    assert [(one.to, one.format) for one in mapping.columns[2:]] == [("address", None), ("address_as_of", "YMD")]


def test_one_date_far_down_settles_the_column(con: Any, tmp_path: Path) -> None:
    rows = "A,5.00,02/03/1980\n" * 30_000 + "A,5.00,02/13/1980\n"
    mapping = proposed(con, tmp_path, "id,balance,dob\n" + rows)
    assert mapping.columns[2].format == "MDY"


@pytest.mark.parametrize(("header", "values"), [
    ("Dx Code 1", ["x"]), ("ICD10", ["x"]), ("Procedure", ["x"]), ("notes", ["x"]), ("CPT4", ["x"]),
    ("field 7", ["E11.9", "J45", "S72.001A"]), ("reason", ["99213", "99214"]), ("supply", ["J3301", "G0008"]),
])  # fmt: skip
def test_health_is_left_out_by_name_and_by_value(con: Any, tmp_path: Path, header: str, values: list[str]) -> None:
    mapping = proposed(con, tmp_path, f"id,balance,{header}\n" + "".join(f"A,5.00,{value}\n" for value in values))
    assert mapping.left_out == (LeftOut(header, "health"),)


def test_five_digits_under_the_name_of_a_zip_are_a_zip(con: Any, tmp_path: Path) -> None:
    mapping = proposed(con, tmp_path, "id,balance,Zip Code\nA,5.00,99213\n")
    assert mapping.columns[2] == Mapped("Zip Code", "zip")


def test_a_misspelt_header_is_likely_and_an_ssn_is_known_by_its_shape(con: Any, tmp_path: Path) -> None:
    mapping = proposed(con, tmp_path, "identifer,curent balance,tin\nA,5.00,123-45-6789\n")
    assert [(one.to, one.confidence) for one in mapping.columns] == [
        ("account_id", "likely"), ("current_balance_cents", "likely"), ("ssn", "likely"),
    ]  # fmt: skip


def test_a_lone_account_column_is_the_account(con: Any, tmp_path: Path) -> None:
    mapping = proposed(con, tmp_path, "account,balance\nA,5.00\n")
    assert mapping.columns[0] == Mapped("account", "account_id", None, "likely", "no other column numbers the accounts")


def test_a_mapping_comes_back_as_it_was_saved(con: Any, tmp_path: Path) -> None:
    mapping = proposed(con, tmp_path, "id,balance,dob,notes\nA,5.00,01/31/1970,x\n")
    mapping.save(tmp_path / "mapping.yaml")
    assert load_mapping(tmp_path / "mapping.yaml") == mapping


def test_a_mapping_with_faults_tells_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text(
        "columns:\n- {header: a, to: acount_id}\n- {header: b, to: birth_date, why: it can be read both ways}\n"
    )
    with pytest.raises(BadInput) as told:
        load_mapping(tmp_path / "mapping.yaml")
    text = str(told.value)
    assert "Was account_id meant?" in text
    assert "it can be read both ways. Write its format: YMD or MDY or DMY." in text
    assert "current_balance_cents: no column is mapped to it" in text


def test_a_file_that_is_no_mapping_is_told(tmp_path: Path) -> None:
    for text, told in (("- 1\n", "does not hold names"), ("columns: 3\n", "this is not a mapping"), ("", "does not")):
        (tmp_path / "mapping.yaml").write_text(text)
        with pytest.raises(BadInput, match=told):
            load_mapping(tmp_path / "mapping.yaml")


@pytest.mark.parametrize(
    ("header", "to"),
    [
        ("id,balance,guarantor first name,guarantor last name,guarantor dob,guarantor address",
         ["account_id", "current_balance_cents", "first_name", "last_name", "birth_date", "address"]),
        ("id,balance,guarantor dob,guarantor first name,guarantor zip,patient first name,dob,address",
         ["account_id", "current_balance_cents", None, "guarantor_first_name", "guarantor_zip", "first_name",
          "birth_date", "address"]),
        ("id,balance,last_name,guarantor name,guarantor address,guarantor city,guarantor state",
         ["account_id", "current_balance_cents", "last_name", "guarantor_name", "guarantor_address", "guarantor_city",
          "guarantor_state"]),
    ],
)  # fmt: skip
def test_a_guarantor_is_another_where_the_file_names_the_patient(
    con: Any, tmp_path: Path, header: str, to: list[str | None]
) -> None:
    (tmp_path / "sale.csv").write_text(f"{header}\n" + ",".join(["1990-01-31"] * (header.count(",") + 1)) + "\n")
    told = propose(con, tmp_path / "sale.csv")
    found = {one.header: one.to for one in told.columns}
    assert [found.get(name) for name in header.split(",")] == to
    assert [one.header for one in told.columns] == [name for name in header.split(",") if name in found]

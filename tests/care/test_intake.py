"""Users' claims, people and cover: what a file may lack, and checks across files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cleanbill.care import BENEFITS
from cleanbill.care.intake import fee_from_charge, read_claims
from cleanbill.care.tables import ClaimLine
from cleanbill.core.errors import BadInput
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import connect
from cleanbill.people.intake import cross_check_cover, read_cover, read_people
from cleanbill.people.tables import Cover, Person

PEOPLE = "person_id,birth_date,sex,household_id,income_cents"
COVER = "person_id,start,end,plan_id"
CLAIMS = "claim_id,line,person_id,service_date,benefit,charge_cents"
PLANS = ["employer", "medicare", "none"]


@pytest.fixture(scope="module")
def con() -> Any:
    return connect()


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, *lines: str) -> Path:
        (tmp_path / name).write_text("\n".join(lines) + "\n")
        return tmp_path / name

    return write


def faults_of(read: Callable[[], Any]) -> list[tuple[str, int | None, str | None, int]]:
    with pytest.raises(BadInput) as bad:
        read()
    return [(finding.file, finding.row, finding.column, finding.count) for finding in bad.value.findings]


@pytest.fixture
def person(con: Any, save: Callable[..., Path]) -> Any:
    return read_people(con, save("people.csv", PEOPLE, "p1,1980-05-01,F,h1,5000000", "p2,2020-01-01,M,h1,0"))


def test_people_with_the_least_columns(person: Any) -> None:
    first = person.order_by("person_id").to_pyarrow().to_pylist()[0]
    assert person.columns == ibis_schema(Person).names
    assert (first["family_id"], first["county_fips"], first["wages_cents"]) == ("h1", None, 0)
    assert (first["other_income_cents"], first["income_cents"]) == (5_000_000, 5_000_000)


def test_other_income_is_the_rest(con: Any, save: Callable[..., Path]) -> None:
    head = f"{PEOPLE},wages_cents,self_employment_cents"
    person = read_people(con, save("people.csv", head, "p1,1980-05-01,F,h1,100,70,-5"))
    assert person.other_income_cents.to_pyarrow().to_pylist() == [35]  # 100 - 70 + 5


def test_incomes_that_do_not_add_up(con: Any, save: Callable[..., Path]) -> None:
    head = f"{PEOPLE},other_income_cents"
    path = save("people.csv", head, "p1,1980-05-01,F,h1,100,100", "p2,1980-05-01,F,h1,100,99")
    assert faults_of(lambda: read_people(con, path)) == [("people.csv", 2, "income_cents", 1)]


def test_counties_are_five_digits(con: Any, save: Callable[..., Path]) -> None:
    path = save("people.csv", f"{PEOPLE},county_fips", "p1,1980-05-01,F,h1,1,25017", "p2,1980-05-01,F,h1,1,1001")
    assert faults_of(lambda: read_people(con, path)) == [("people.csv", 2, "county_fips", 1)]


def test_cover_is_given(con: Any, person: Any, save: Callable[..., Path]) -> None:
    lines = ["p1,2024-01-01,2024-05-31,employer", "p1,2024-08-01,2024-08-01,none", "p2,2024-01-01,2024-12-31,medicare"]
    cover = read_cover(con, save("cover.csv", COVER, *lines), PLANS, person=person)
    assert cover.columns == ibis_schema(Cover).names
    assert set(cover.rule.to_pyarrow().to_pylist()) == {"given"}


def test_a_plan_that_does_not_exist(con: Any, save: Callable[..., Path]) -> None:
    path = save("cover.csv", COVER, "p1,2024-01-01,2024-05-31,employer", "p1,2024-06-01,2024-07-31,Medicaire")
    with pytest.raises(BadInput) as bad:
        read_cover(con, path, PLANS)
    (only,) = bad.value.findings
    assert (only.row, only.column) == (2, "plan_id")
    assert "Did you mean 'medicare'?" in only.remedy
    assert "Medicaire" not in str(only)


def test_spans_of_cover_are_checked(con: Any, person: Any, save: Callable[..., Path]) -> None:
    lines = [
        "p2,2024-01-01,2024-12-31,medicare",
        "p1,2024-01-01,2024-12-31,employer",
        "p1,2024-02-01,2024-02-28,none",
        "p1,2024-12-31,2025-12-31,none",  # within the first span, though not within the one before it
        "p3,2024-05-02,2024-05-01,none",
    ]
    path = save("cover.csv", COVER, *lines)
    assert faults_of(lambda: read_cover(con, path, PLANS, person=person)) == [
        ("cover.csv", 5, "end", 1),
        ("cover.csv", 5, "person_id", 1),
        ("cover.csv", 3, "start", 2),
    ]


def test_tables_without_row_numbers_are_checked_too(con: Any, person: Any, save: Callable[..., Path]) -> None:
    cover = read_cover(con, save("cover.csv", COVER, "p9,2024-01-01,2024-05-31,employer"), PLANS)
    (only,) = cross_check_cover(person, cover)
    assert (only.row, only.column, only.count) == (None, "person_id", 1)


def test_claims_with_the_least_columns(con: Any, person: Any, save: Callable[..., Path]) -> None:
    lines = read_claims(con, save("claims.csv", CLAIMS, "c1,1,p1,2024-03-09,office,1001"), person=person)
    (only,) = lines.to_pyarrow().to_pylist()
    assert lines.columns == ibis_schema(ClaimLine).names
    # 1,001 x 10,000 / 18,000 = 556.1
    assert (only["units"], only["fee_cents"], only["provider_id"], only["line"]) == (1, 556, None, 1)


def test_a_fee_that_is_given_is_kept(con: Any, save: Callable[..., Path]) -> None:
    lines = read_claims(con, save("claims.csv", f"{CLAIMS},fee_cents", "c1,1,p1,2024-03-09,office,1001,7"))
    assert lines.fee_cents.to_pyarrow().to_pylist() == [7]


def test_claims_are_checked_against_people(con: Any, person: Any, save: Callable[..., Path]) -> None:
    lines = [
        "c1,1,p1,2024-03-09,office,1",
        "c1,2,p2,2024-03-09,office,1",
        "c2,1,p9,2024-03-09,drugs,1",
        "c2,2,p9,2024-03-09,drugs,1",
        "c3,1,p2,2019-12-31,drugs,1",
        "c4,1,p1,1894-03-09,drugs,1",
    ]
    path = save("claims.csv", CLAIMS, *lines)
    assert faults_of(lambda: read_claims(con, path, person=person)) == [
        ("claims.csv", 2, "person_id", 1),  # of another patient than its claim's first line
        ("claims.csv", 6, "service_date", 1),  # before 1900
        ("claims.csv", 3, "person_id", 2),  # of nobody in the people
        ("claims.csv", 5, "service_date", 2),  # before birth
    ]


def test_a_fee_is_never_above_the_charge(con: Any) -> None:
    rows = [
        {"benefit": benefit, "service_date": day, "charge_cents": charge}
        for benefit in BENEFITS
        for day in (date(1968, 1, 1), date(2018, 1, 1), date(2026, 1, 1))
        for charge in (0, 1, 99, 10_000, 900_000_000_00)
    ]
    lines = con.create_table("lines_to_price", pa.Table.from_pylist(rows))
    for line in fee_from_charge(lines).to_pyarrow().to_pylist():
        assert 0 <= line["fee_cents"] <= line["charge_cents"]
        assert (line["fee_cents"] == 0) == (line["charge_cents"] <= 1)


def test_claims_that_correct_others_are_not_settled_beside_them(con: Any, save: Callable[..., Path]) -> None:
    head, row = f"{CLAIMS},action", "p1,2025-01-02,office,100"
    plain = read_claims(con, save("a.csv", head, f"K1,1,{row},original", f"K2,1,{row},mine", f"K3,1,{row},"))
    assert plain.columns == ibis_schema(ClaimLine).names
    file = save("b.csv", head, f"K1,1,{row},original", f"K2,1,{row},void", f"K3,1,{row},replacement")
    assert faults_of(lambda: read_claims(con, file)) == [("b.csv", 2, "action", 2)]

"""A ZIP has a county where its land lies in one by at least the share that is named, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.engine import connect
from cleanbill.law import parameter
from cleanbill.relief.intake import Mapped, Mapping, take_in
from cleanbill.relief.intake.tables import read_zip_counties
from tests.relief.intake.sale import HASH_KEY, KEY, TODAY, held

HEAD = (
    "OID_ZCTA5_20|GEOID_ZCTA5_20|NAMELSAD_ZCTA5_20|AREALAND_ZCTA5_20|OID_COUNTY_20|GEOID_COUNTY_20|AREALAND_PART|"
    "AREAWATER_PART"
)


def row(code: str, land: object, county: str, part: object) -> str:
    return f"1|{code}|ZCTA5 {code}|{land}|2|{county}|{part}|0"


def written(at: Path, *rows: str, head: str = HEAD, mark: str = "\ufeff") -> Path:
    at.write_text(mark + "\n".join([head, *rows]) + "\n", "utf-8")
    return at


# 02118 lies all in Suffolk; 01001 by 9,500 of 10,000; 01002 by one square metre less; 01003 has no land; the first
# row is of land without a ZIP
FILE = (
    row("", "", "25025", 77), row("02118", 500, "25025", 500), row("01001", 10_000, "25013", 9_500),
    row("01001", 10_000, "25015", 500), row("01002", 10_000, "25013", 9_499), row("01002", 10_000, "25015", 501),
    row("01003", 0, "25015", 0),
)  # fmt: skip


def test_the_share_settles_a_county(tmp_path: Path) -> None:
    file = written(tmp_path / "counties.txt", *FILE)
    assert parameter("us/zip_county").at(TODAY) == 9_500
    assert read_zip_counties(file, 9_500) == {"02118": "25025", "01001": "25013"}
    assert read_zip_counties(file, 9_499) == {"02118": "25025", "01001": "25013", "01002": "25013"}
    assert read_zip_counties(file, 10_000) == {"02118": "25025"}
    assert read_zip_counties(written(tmp_path / "plain.txt", *FILE, mark=""), 10_000) == {"02118": "25025"}


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=4), max_size=8), st.integers(5_001, 10_000))
@settings(max_examples=60, deadline=None)
def test_no_zip_is_given_a_county_that_does_not_have_the_share(
    tmp_path_factory: pytest.TempPathFactory, zips: list[list[int]], share: int
) -> None:
    rows, expected = [], {}
    for number, parts in enumerate(zips):
        for place, part in enumerate(parts):
            rows.append(row(f"{number:05d}", sum(parts), f"{place:05d}", part))
            if sum(parts) and part / sum(parts) >= share / 10_000:
                expected[f"{number:05d}"] = f"{place:05d}"
    file = written(tmp_path_factory.mktemp("zips") / "counties.txt", *rows)
    assert read_zip_counties(file, share) == expected


def test_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="column is missing"):
        read_zip_counties(written(tmp_path / "a.txt", head="zip|county"), 9_500)
    with pytest.raises(BadInput, match="no number"):
        read_zip_counties(written(tmp_path / "b.txt", row("02118", "much", "25025", 5)), 9_500)
    with pytest.raises(CleanbillError, match="cannot be read"):
        read_zip_counties(tmp_path / "none.txt", 9_500)
    for share in (5_000, 10_001):
        with pytest.raises(CleanbillError, match="more than half"):
            read_zip_counties(written(tmp_path / "c.txt", *FILE), share)
    (tmp_path / "d.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="no text"):
        read_zip_counties(tmp_path / "d.txt", 9_500)


def test_an_account_without_a_county_has_that_of_its_zip_and_the_rest_is_counted(tmp_path: Path) -> None:
    (tmp_path / "sale.csv").write_text(
        "id,balance,zip,county\nA1,5,02118,\nA2,5,02118,25009\nA3,5,01002,\nA4,5,,\nA5,5,2118,\n"
    )
    told = {"id": "account_id", "balance": "current_balance_cents", "zip": "zip", "county": "county_fips"}
    mapping = Mapping(tuple(Mapped(name, to, "dollars" if name == "balance" else None) for name, to in told.items()))
    con, given_ = connect(), {"02118": "25025", "01001": "25013"}

    def taken(name: str, counties: dict[str, str] | None) -> Any:
        return take_in(con, tmp_path / "sale.csv", mapping, tmp_path / name, portfolio_id="P1", holder="H", key=KEY,
                       hash_key=HASH_KEY, today=TODAY, counties=counties)  # fmt: skip

    made = taken("P1", given_)
    assert [(row["county_fips"], row["reasons"]) for row in held(con, tmp_path / "P1")] == [
        ("25025", "county_by_zip"), ("25009", ""), (None, "county_open"), (None, ""), ("25025", "county_by_zip"),
    ]  # fmt: skip
    assert {one.reason: one.rows for one in made.problems} == {"county_by_zip": 2, "county_open": 1}
    assert taken("P2", None).problems == ()

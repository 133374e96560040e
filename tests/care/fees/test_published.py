"""Prices against what CMS and claims.md 2.1 say, from CMS's own files beside the project."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from cleanbill.care.fees import Schedules, check_published, open_schedules, places_by_county, places_by_zip, read_fees
from cleanbill.care.fees.load import load_fees
from tests.care.fees.sample import RVU, line, places, priced, rows_of, schedules_of

FACTOR = 323_465  # 2025, in ten-thousandths of a dollar


@pytest.fixture(scope="module")
def cms(shared: Path) -> Path:
    return shared / "cms"


@pytest.fixture(scope="module")
def held(cms: Path, tmp_path_factory: pytest.TempPathFactory) -> Schedules:
    out = tmp_path_factory.mktemp("fees") / "out"
    load_fees(sorted(cms.iterdir()), out)
    return open_schedules(out)


def test_worked_prices_of_2025(held: Schedules, duckdb_engine: Any) -> None:
    """National is GPCI 1 for all three; G0438 etc. are HCPCS level II."""
    wanted = {
        ("G0438", "11"): (16044, 17744, 16515),
        ("G0439", "11"): (12647, 14049, 13034),
        ("G0121", "11"): (32799, 37195, 33959),
        ("G0121", "22"): (17758, 19191, 18000),
        ("G0447", "11"): (3170, 3454, 3244),
        ("G0447", "22"): (2911, 3145, 2969),
    }
    nation = {"carrier": "00000", "locality": "00", "name": "NATION", "work_e3": 1000, "pe_e3": 1000, "mp_e3": 1000}
    at = places([nation | {"provider_id": "N", "wage_index_e4": None}])
    both = held.gpci.union(schedules_of(gpci=[nation]).gpci)
    lines, answers = [], []
    for (code, place), prices in wanted.items():
        for provider, price in zip("NBR", prices, strict=True):
            number = len(lines)
            lines.append(line(number, code, place_of_service=place, provider_id=provider, person_id=f"P{number}"))
            answers.append(price)
    rows = priced(duckdb_engine, lines, _with(held, gpci=both), at)
    assert [row["price_cents"] for row in rows] == answers


def test_every_amount_of_pfrev_is_equal(cms: Path, engine: Any) -> None:
    """The file has one code; its RVUs are the only ones in hundredths that give its amounts.

    Its technical component indicator says it has no work, so two unknowns face 109 equations.
    """
    published = read_fees(cms / "PFREV25C.txt").table.to_pylist()
    gpci = read_fees(cms / "GPCI2025.csv").table
    index = {(row["carrier"], row["locality"]): row for row in gpci.to_pylist()}
    assert len(published) == 109
    ((pe, mp),) = _solutions(published, index)
    code = published[0]["code"]
    schedules = schedules_of(rvu=[RVU | {"code": code, "pe_e2": pe, "facility_pe_e2": pe, "mp_e2": mp}])
    sites = [{"provider_id": f"{r['carrier']}-{r['locality']}", "wage_index_e4": None} | _at(r) for r in published]
    lines = [line(n, code, provider_id=site["provider_id"]) for n, site in enumerate(sites)]
    rows = priced(engine, lines, _with(schedules, gpci=_memtable(gpci)), places(sites))
    assert [row["price_cents"] for row in rows] == [row["amount_cents"] for row in published]
    boston = next(row for row in rows if row["provider_id"] == "14212-01")
    assert boston["price_cents"] == 113_875
    checked = check_published(
        engine, _with(schedules, gpci=_memtable(gpci), published=_memtable(rows_of("published", published)))
    )
    assert (checked.published, checked.priced, checked.equal) == (109, 109, 109)


def test_a_cent_off_is_seen(cms: Path, held: Schedules, duckdb_engine: Any) -> None:
    row = {"carrier": "14212", "locality": "01", "code": "G0438", "component": "", "facility_amount_cents": 17744}
    rows = rows_of("published", [row | {"amount_cents": 17744}, row | {"component": "", "amount_cents": 17745}])
    checked = check_published(duckdb_engine, _with(held, published=_memtable(rows)))
    assert (checked.published, checked.priced, checked.equal) == (2, 2, 1)


def test_places_by_zip_and_by_county_agree(held: Schedules, duckdb_engine: Any) -> None:
    day = date(2025, 6, 1)
    zips = pa.table({"provider_id": ["fenway", "pittsfield", "nowhere"], "zip": ["02115", "01201", "99999"]})
    counties = pa.table(
        {"provider_id": ["fenway", "pittsfield", "nowhere"], "county_fips": ["25025", "25003", "36061"]}
    )
    by_zip = _rows(duckdb_engine, places_by_zip(_memtable(zips), held, day))
    by_county = _rows(duckdb_engine, places_by_county(_memtable(counties), held, day))
    wanted = {"fenway": ("14212", "01"), "pittsfield": ("14212", "99"), "nowhere": (None, None)}
    assert {name: (row["carrier"], row["locality"]) for name, row in by_zip.items()} == wanted
    assert {name: (row["carrier"], row["locality"]) for name, row in by_county.items()} == wanted
    assert by_county["fenway"]["wage_index_e4"] == 11_519


def _solutions(published: list[dict[str, Any]], index: dict[tuple[str, str], Any]) -> list[tuple[int, int]]:
    """Every (practice expense, malpractice) in hundredths up to 50.00 and 5.00 that gives all amounts."""
    found = []
    first = published[0]
    local = index[first["carrier"], first["locality"]]
    for mp in range(500):
        near = (first["amount_cents"] * 10**7 // FACTOR - mp * local["mp_e3"]) // local["pe_e3"]
        for pe in (near - 1, near, near + 1):
            if all(_amount(pe, mp, index[r["carrier"], r["locality"]]) == r["amount_cents"] for r in published):
                found.append((pe, mp))
    return found


def _amount(pe: int, mp: int, local: dict[str, Any]) -> int:
    return ((pe * local["pe_e3"] + mp * local["mp_e3"]) * FACTOR + 5 * 10**6) // 10**7


def _at(row: dict[str, Any]) -> dict[str, Any]:
    return {"carrier": row["carrier"], "locality": row["locality"]}


def _with(held: Schedules, **tables: Any) -> Schedules:
    return replace(held, **tables)


def _memtable(table: pa.Table) -> Any:
    return ibis.memtable(table)


def _rows(con: Any, table: Any) -> dict[str, Any]:
    return {row["provider_id"]: row for row in con.to_pyarrow(table).to_pylist()}

"""Worked examples of every way that a line is priced or pended, on both engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from cleanbill.care.fees import Schedules
from tests.care.fees.sample import DAY, line, priced, schedules_of

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
ANSWERS = ("price", "reason", "rule")
PLACE = {"carrier": "14212", "locality": "01"}
FEES = [
    {"schedule": "asp", "code": "J0001", "amount_e4": 123_450},
    {"schedule": "clfs", "code": "L0001", "amount_e4": 100_000},
    {"schedule": "clfs", "code": "L0001", "modifier": "QW", "amount_e4": 110_000},
    {"schedule": "dmepos", "code": "L0001", "amount_e4": 999},
    {"schedule": "dental", "code": "D0001", "amount_e4": 500_000},
    {"schedule": "opps", "code": "G0001", "status": "S", "amount_e4": 911_700},
    {"schedule": "opps", "code": "G0002", "status": "J1", "amount_e4": 911_700},
    {"schedule": "opps", "code": "G0003", "status": "T", "amount_e4": 911_700},
    {"schedule": "asc", "code": "G0001", "amount_e4": 400_000},
]


def _check(con: Any, cases: Sequence[Mapping[str, Any]], held: Schedules, **base: Any) -> None:
    """Prices all cases at once and compares each with its answer."""
    lines = []
    for number, case in enumerate(cases):
        given = base | {name: value for name, value in case.items() if name not in ANSWERS}
        lines.append(line(number, **given))
    for case, row in zip(cases, priced(con, lines, held), strict=True):
        assert (row["price_cents"], row["pended_reason"]) == (case.get("price"), case.get("reason")), case
        if "rule" in case:
            assert row["price_rule"] == case["rule"]


def test_physician(engine: Any) -> None:
    """All cases in one query: codes and patients of each are told apart by its number."""
    codes, lines = [], []
    for number, case in enumerate(CASES["physician"]):
        codes += [row | {"code": f"{row['code']}-{number}"} for row in case["codes"]]
        for row in case["lines"]:
            code = f"{row['code']}-{number}" if str(row["code"]).startswith("Z") else row["code"]
            lines.append(row | {"code": code, "person_id": f"{row.get('person_id', row['code'])}-{number}"})
    for row in lines:
        if row["person_id"].endswith("-4") and "person_id" in row and row["person_id"].startswith("Z"):
            row["person_id"] = "same"  # the case of several procedures: one patient
    span = [{"start": year, "end": DAY.replace(2025, 12, 31)} for year in (DAY.replace(2024, 1, 1),)]
    gpci = [dict(row, **span[0]) for row in GPCI]
    _check(engine, lines, schedules_of(rvu=codes, gpci=gpci))


def test_anesthesia(engine: Any) -> None:
    held = schedules_of(
        anesthesia_base=[{"code": "ANES1", "base_units": 5}], anesthesia_factor=[PLACE | {"factor_cents": 2_150}]
    )
    _check(engine, CASES["anesthesia"], held, code="ANES1")


def test_inpatient(engine: Any) -> None:
    given = {"code_system": "MS-DRG", "benefit": "inpatient", "place_of_service": "21"}
    _check(engine, CASES["inpatient"], schedules_of(), **given)


def test_fee_tables(engine: Any) -> None:
    _check(engine, CASES["tables"], schedules_of(fee=[{"modifier": "", "status": ""} | fee for fee in FEES]))


def test_other_lines_of_a_stay_are_within_its_group(duckdb_engine: Any) -> None:
    stay = {"benefit": "inpatient", "place_of_service": "21", "service_date": DAY.replace(month=10), "claim_id": "S"}
    lines = [
        line(0, "0120", code_system="REV", **stay),
        line(0, "470", code_system="MS-DRG", **(stay | {"line": 2})),
    ]
    room, group = priced(duckdb_engine, lines, schedules_of())
    assert room["pended_reason"] == "paid within the MS-DRG of the stay"
    assert group["price_cents"] == 1_537_086


GPCI = [{"carrier": "14212", "locality": "01", "name": "BOSTON", "work_e3": 1042, "pe_e3": 1197, "mp_e3": 894}]

"""Worked examples of every way that a line is priced or pended, on both engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from cleanbill.care.fees import Schedules
from tests.care.fees.sample import BOSTON, DAY, REST, line, priced, schedules_of

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


WAYS = {
    "anesthesia": {"code": "ANES1"},
    "inpatient": {"code_system": "MS-DRG", "benefit": "inpatient", "place_of_service": "21"},
    "tables": {},
}


def _examples() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every case and the line it is of; codes and patients of one example are told apart by its number."""
    for number, example in enumerate(CASES["physician"]):
        for case in example["lines"]:
            code = f"{case['code']}-{number}" if str(case["code"]).startswith("Z") else case["code"]
            named = {"person_id": f"{case['person_id']}-{number}"} if "person_id" in case else {}
            yield case, _given(case) | {"code": code} | named
    for way, base in WAYS.items():
        for case in CASES[way]:
            yield case, base | _given(case)


def _given(case: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in case.items() if name not in ANSWERS}


def _schedules() -> Schedules:
    codes = [
        row | {name: f"{row[name]}-{number}" for name in ("code", "endo_base") if name in row}
        for number, example in enumerate(CASES["physician"])
        for row in example["codes"]
    ]
    return schedules_of(
        rvu=codes,
        gpci=[row | {"start": date(2024, 1, 1)} for row in (BOSTON, REST)],
        anesthesia_base=[{"code": "ANES1", "base_units": 5}],
        anesthesia_factor=[PLACE | {"factor_cents": 2_150}],
        fee=[{"modifier": "", "status": ""} | fee for fee in FEES],
    )


def test_worked_examples(engine: Any) -> None:
    """All in one query, for making a query takes longer than running it."""
    examples = list(_examples())
    lines = [line(n, **({"person_id": f"own {n}"} | given)) for n, (_, given) in enumerate(examples)]
    rows = priced(engine, lines, _schedules())
    for (case, _), row in zip(examples, rows, strict=True):
        assert (row["price_cents"], row["pended_reason"]) == (case.get("price"), case.get("reason")), case
        assert row["price_rule"] == case.get("rule", row["price_rule"])


def test_other_lines_of_a_stay_are_within_its_group(duckdb_engine: Any) -> None:
    stay = {"benefit": "inpatient", "place_of_service": "21", "service_date": DAY.replace(month=10), "claim_id": "S"}
    lines = [
        line(0, "0120", code_system="REV", **stay),
        line(0, "470", code_system="MS-DRG", **(stay | {"line": 2})),
    ]
    room, group = priced(duckdb_engine, lines, schedules_of())
    assert room["pended_reason"] == "paid within the MS-DRG of the stay"
    assert group["price_cents"] == 1_537_086

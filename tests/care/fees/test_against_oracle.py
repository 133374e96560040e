"""Physician prices of random RVUs, indices, places, days and modifiers against exact fractions."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.care.fees.oracle import price_one_by_one
from tests.care.fees.sample import BOSTON, REST, RVU, line, places, priced, schedules_of

MODIFIERS = [
    *[""] * 24, "50", "50", "62", "80", "AS", "82 50", "26", "26", "TC", "TC", "53", "LT", "62 80", "22", "51", "66",
    "FX", "FX FY", "TC CT", "26 FX", "FY 50", "54", "55", "78", "54 55", "55 62", "CQ", "52", "56",
]  # fmt: skip
SPAN = {"start": date(2024, 1, 1), "end": date(2025, 12, 31)}
SPLITS = [(0, 0, 0), (1_000, 6_900, 2_100), (900, 8_100, 1_000)]
ABSENT = "Z9999"


def _codes(draw: random.Random) -> list[dict[str, Any]]:
    codes = []
    for number in range(60):
        words = {"bilateral": draw.choice("01239"), "assistant": draw.choice("0129"), "co_surgeon": draw.choice("0129")}
        kind = draw.choice("0012222333344556679")
        split = dict(zip(("pre_op_bp", "intra_op_bp", "post_op_bp"), draw.choice(SPLITS), strict=True))
        shared = words | split | {"status": draw.choice("AAAAAAAAARTCX"), "multiple": kind, "pctc": draw.choice("0123")}
        shared |= {"global_days": draw.choice(["XXX", "000", "090"]), "code": f"Z{number:04d}"}
        if kind == "3":
            shared["endo_base"] = draw.choice(["Z0000", "Z0001", "Z0001", "Z0002", ABSENT, ""])
        if number < 3:  # bases of families
            shared |= {"multiple": "2", "status": "A"}
        parts = draw.choice(["split", "split", "whole"]) if kind in "467" else draw.choice(["whole", "whole", "53"])
        codes += [RVU | SPAN | shared | row for row in _rows(draw, parts, 100 if kind == "5" else 50_000)]
    return codes


PRICED_BY = ("work_e2", "pe_e2", "facility_pe_e2", "mp_e2")
EXPENSE = ("pe_e2", "facility_pe_e2", "mp_e2")


def _rows(draw: random.Random, parts: str, most: int) -> list[dict[str, Any]]:
    """Rows of a code by component; where there are 26 and TC, the whole is their sum, capped or not."""
    some = {name: draw.choice([0, draw.randrange(0, most)]) for name in PRICED_BY}
    if parts != "split":
        return [some | {"component": part} for part in (("",) if parts == "whole" else ("", "53"))]
    technical = {name: draw.randrange(0, most) for name in EXPENSE}
    cap = {f"cap_{name}": int(value * draw.choice([0.3, 0.7, 1.2])) for name, value in technical.items()}
    whole = {name: value + technical.get(name, 0) for name, value in some.items()}
    whole_cap = {f"cap_{name}": cap[f"cap_{name}"] + some[name] for name in EXPENSE}
    if draw.choice([True, False]):
        cap, whole_cap = {}, {}
    return [whole | whole_cap, some | {"component": "26"}, {"work_e2": 0, **technical, **cap, "component": "TC"}]


def _lines(draw: random.Random, codes: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    first = date(2024, 2, 25)
    days = [first + timedelta(days=n) for n in range(30)] + [date(2024, 12, 31), date(2025, 1, 1)]
    return [
        line(
            n,
            draw.choice(codes)["code"],
            provider_id=f"D{draw.randrange(4)}",
            person_id=f"P{draw.randrange(9)}",
            service_date=draw.choice(days),
            place_of_service=draw.choice(["11", "22", "10", "02", "24"]),
            units=draw.choice([1, 1, 1, 1, 2, 3]),
            modifiers=draw.choice(MODIFIERS),
        )
        for n in range(number)
    ]


@pytest.mark.parametrize("seed", [1])
def test_prices_equal_exact_fractions(seed: int, engine: Any) -> None:
    draw = random.Random(seed)
    codes = _codes(draw)
    indices = {
        f"D{n}": {"carrier": "00001", "locality": f"{n:02d}", "name": "x"} | SPAN
        | {name: draw.randrange(300, 1900) for name in ("work_e3", "pe_e3", "mp_e3")}
        for n in range(4)
    }  # fmt: skip
    lines = _lines(draw, codes, 3_000)
    schedules = schedules_of(rvu=codes, gpci=list(indices.values()))
    rows = priced(
        engine, lines, schedules, places([i | {"provider_id": p, "wage_index_e4": None} for p, i in indices.items()])
    )
    wanted = price_one_by_one(lines, {(c["code"], c["component"]): c for c in codes}, indices)
    assert {row["claim_id"]: row["price_cents"] for row in rows} == wanted
    kinds = Counter(value is None for value in wanted.values())
    assert min(kinds.values()) > 500, "the sample tries both outcomes"


def test_the_same_prices_in_any_order_of_lines(duckdb_engine: Any) -> None:
    draw = random.Random(3)
    codes = _codes(draw)
    lines = [row | {"provider_id": draw.choice("BR")} for row in _lines(draw, codes, 500)]
    schedules = schedules_of(rvu=codes, gpci=[row | SPAN for row in (BOSTON, REST)])
    shuffled = random.Random(4).sample(lines, len(lines))
    assert priced(duckdb_engine, lines, schedules) == priced(duckdb_engine, shuffled, schedules)

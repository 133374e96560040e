"""Physician prices of random RVUs, indices, places, days and modifiers against exact fractions."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.care.fees.oracle import price_one_by_one
from tests.care.fees.sample import BOSTON, REST, RVU, line, places, priced, schedules_of

MODIFIERS = ["", "", "", "50", "62", "80", "AS", "82 50", "26", "TC", "53", "LT", "62 80", "22", "51", "66"]
SPAN = {"start": date(2024, 1, 1), "end": date(2025, 12, 31)}


def _codes(draw: random.Random) -> list[dict[str, Any]]:
    codes = []
    for number in range(80):
        figures = {name: draw.choice([0, draw.randrange(0, 50_000)]) for name in RVU if name in PRICED_BY}
        words = {"bilateral": draw.choice("01239"), "assistant": draw.choice("0129"), "co_surgeon": draw.choice("0129")}
        shared = {"status": draw.choice("AAAAARTCX"), "multiple": draw.choice("0022222345679")}
        parts = draw.choice([("",), ("",), ("", "26", "TC"), ("", "53")])
        codes += [RVU | SPAN | figures | words | shared | {"code": f"Z{number:04d}", "component": p} for p in parts]
    return codes


PRICED_BY = ("work_e2", "pe_e2", "facility_pe_e2", "mp_e2")


def _lines(draw: random.Random, codes: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    first = date(2024, 2, 25)
    days = [first + timedelta(days=n) for n in range(30)] + [date(2024, 12, 31), date(2025, 1, 1)]
    return [
        line(
            n,
            draw.choice(codes)["code"],
            provider_id=f"D{draw.randrange(4)}",
            person_id=f"P{draw.randrange(25)}",
            service_date=draw.choice(days),
            place_of_service=draw.choice(["11", "22", "10", "02", "24"]),
            units=draw.choice([1, 1, 1, 2, 3]),
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
    held = schedules_of(rvu=codes, gpci=list(indices.values()))
    rows = priced(
        engine, lines, held, places([i | {"provider_id": p, "wage_index_e4": None} for p, i in indices.items()])
    )
    wanted = price_one_by_one(lines, {(c["code"], c["component"]): c for c in codes}, indices)
    assert {row["claim_id"]: row["price_cents"] for row in rows} == wanted
    kinds = Counter(value is None for value in wanted.values())
    assert min(kinds.values()) > 500, "the sample tries both outcomes"


def test_the_same_prices_in_any_order_of_lines(duckdb_engine: Any) -> None:
    draw = random.Random(3)
    codes = _codes(draw)
    lines = [row | {"provider_id": draw.choice("BR")} for row in _lines(draw, codes, 500)]
    held = schedules_of(rvu=codes, gpci=[row | SPAN for row in (BOSTON, REST)])
    shuffled = random.Random(4).sample(lines, len(lines))
    assert priced(duckdb_engine, lines, held) == priced(duckdb_engine, shuffled, held)

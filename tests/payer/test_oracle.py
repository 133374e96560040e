"""A small share of `bench.oracle_million`: the same script must find no line that differs."""

from __future__ import annotations

from typing import Any

import ibis
from bench.oracle_million import main

from cleanbill import law
from cleanbill.care import BENEFITS
from cleanbill.payer import settle, terms
from cleanbill.payer.plan_terms import parse
from cleanbill.payer.terms_table import with_variant
from cleanbill.proof.oracle import settle_one_by_one
from tests.payer.year_of_care import DAY, as_lines, as_members, by_line, year_of_care

RAW = {
    "fee_basis": "all_payer", "reference": [], "preventive": "free",
    "accumulators": {
        "in": {"deductible": {"individual_cents": 90_000, "family_cents": 150_000},
               "out_of_pocket_limit": {"individual_cents": 200_000, "family_cents": 300_000}},
        "out": {"deductible": {"family_cents": 250_000, "individual_cents": 180_000, "embedded": False}},
    },
    "benefits": {name: {"deductible": True, "coinsurance_bp": 1_500, "accumulator": "in"} for name in BENEFITS},
    "out_of_network": {name: {"deductible": True, "copay_cents": 4_000, "accumulator": "out"} for name in BENEFITS[:5]},
}  # fmt: skip


def test_windows_equal_one_line_after_another_in_one_batch_and_in_several() -> None:
    assert main(4_000, batches=5) == 0


def test_networks_and_preventive_care_equal_the_oracle(engine: Any) -> None:
    plans = {"employer": parse("employer", 2025, RAW)}
    rows, people = year_of_care(9, families=6, lines=400, plan_ids=["employer"])
    for number, row in enumerate(rows):
        row["in_network"] = number % 3 != 0
        row["code"] = "G0439" if number % 7 == 0 else "G0463"
    found = [
        row | {"variant": "out" if not row["in_network"] else "preventive" if row["code"] == "G0439" else "in"}
        for row in rows
    ]
    wanted = settle_one_by_one(found, people, plans, law.parameter("us/price_relative").at(DAY))
    plan_terms = ibis.memtable(terms(plans.values(), DAY, variants=True))
    got = by_line(engine, settle(with_variant(as_lines(rows), DAY), as_members(people), plan_terms, world="w"))
    assert {key: {name: got[key][name] for name in shares} for key, shares in wanted.items()} == wanted

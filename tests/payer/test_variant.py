"""Preventive care is free in network, and a plan may have terms of its own out of it."""

from __future__ import annotations

from typing import Any

import ibis

from cleanbill.care import BENEFITS
from cleanbill.payer import plan, settle, terms
from cleanbill.payer.plan_terms import parse
from cleanbill.payer.terms_table import with_variant
from tests.payer.year_of_care import DAY, as_lines, as_members, by_line, line, member

RAW = {
    "fee_basis": "x", "reference": [], "preventive": "free",
    "accumulators": {"inside": {"deductible": {"individual_cents": 5_000}},
                     "outside": {"deductible": {"individual_cents": 8_000}}},
    "benefits": {name: {"deductible": True, "accumulator": "inside"} for name in BENEFITS},
    "out_of_network": {"office": {"deductible": True, "coinsurance_bp": 5_000, "accumulator": "outside"}},
}  # fmt: skip
PRICES = {"x": dict.fromkeys(BENEFITS, 10_000)}
ROWS = [
    line("K1", "A", in_network=True),
    line("K2", "A", in_network=False),
    line("K3", "A", in_network=True, code="G0439"),
    line("K4", "A", in_network=False, code="G0439"),
    line("K5", "A", in_network=None),
    line("K6", "A", in_network=False, benefit="drugs"),
    line("K7", "A", in_network=False, network_facility=True),
]


def test_network_and_preventive_care(engine: Any) -> None:
    plan_terms = ibis.memtable(terms([parse("employer", 2025, RAW)], DAY, prices=PRICES, variants=True))
    got = by_line(engine, settle(with_variant(as_lines(ROWS), DAY), as_members([member("A")]), plan_terms, world="w"))
    shares = {key[0]: (row["deductible_cents"], row["coinsurance_cents"]) for key, row in got.items()}
    assert shares == {
        "K1": (5_000, 0),  # of 10,000, the inside deductible
        "K2": (8_000, 1_000),  # the outside deductible has its own balance; half of 2,000
        "K3": (0, 0),
        "K4": (0, 5_000),  # out of network nothing is free
        "K5": (0, 0),  # in network unless told; its deductible is met
        "K7": (0, 0),  # at a facility in network the law gives the network's terms
        "K6": (0, 0),  # no terms of its own out of network: as in
    }


def test_lines_that_are_not_told_apart_settle_as_ever(engine: Any) -> None:
    plans = [plan("employer", DAY)]
    lines, members = as_lines(ROWS), as_members([member("A")])
    plain = by_line(engine, settle(lines, members, ibis.memtable(terms(plans, DAY)), world="w"))
    more = ibis.memtable(terms(plans, DAY, variants=True))
    assert by_line(engine, settle(lines, members, more, world="w")) == plain
    found = by_line(engine, settle(with_variant(lines, DAY), members, more, world="w"))
    assert plain["K3", 1]["copay_cents"] == 2_500 and found["K3", 1]["patient_share_cents"] == 0

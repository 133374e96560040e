"""Each published price comes out again, each factor counts, and a range is the sum of what may be bought."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.money import share_bp
from cleanbill.law import parameter
from cleanbill.relief.screens import clearance, screened
from cleanbill.relief.value import anchors, bid_range, to_bid_for, valued
from tests.relief.screens.offers import accounts

CASES = yaml.safe_load((Path(__file__).parent / "value.yaml").read_text())
TODAY = CASES["today"]
TOLD = ("served", "face", "factor", "low", "mid", "high", "barred")


def offered(case: dict[str, Any]) -> dict[str, Any]:
    given_ = {name: value for name, value in case.items() if name not in TOLD}
    return {"date_of_service": case["served"], "current_balance_cents": case.get("face", 100_000), **given_}


def values(con: Any, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["account_id"]: row for row in con.to_pyarrow(valued(accounts(rows), today=TODAY)).to_pylist()}


def test_worked_examples(engine: Any) -> None:
    got = values(engine, [offered(case) for case in CASES["accounts"]])
    for case in CASES["accounts"]:
        row = got[case["id"]]
        assert (row["factor_bp"], row["low_cents"], row["mid_cents"], row["high_cents"]) == (
            case["factor"], case["low"], case["mid"], case["high"],
        ), case  # fmt: skip
        assert row["barred"] == case.get("barred", False), case
    for name, basis in CASES["basis"].items():
        assert got[name]["basis"] == basis


@pytest.mark.parametrize(
    ("account", "bound", "anchor"),
    [("provider a year", "low", "undue_headline"), ("provider a year", "mid", "kluender_hospital"),
     ("provider a year", "high", "ftc_under_3"), ("provider 4 years", "high", "ftc_3_to_6"),
     ("provider 8 years", "high", "ftc_6_to_15"), ("provider 16 years", "high", "ftc_over_15"),
     ("agency 4 years", "high", "kluender_collector"), ("buyer 5 years", "mid", "pendrick_paid")],
)  # fmt: skip
def test_each_published_price_that_a_factor_was_set_by_comes_out_again(account: str, bound: str, anchor: str) -> None:
    (case,) = [case for case in CASES["accounts"] if case["id"] == account]
    published = anchors(TODAY)[anchor]
    assert case[bound] == share_bp(100_000, published.high_bp)


def test_other_published_prices_lie_within_what_they_are_beside() -> None:
    known, cases = anchors(TODAY), {case["id"]: case for case in CASES["accounts"]}
    assert cases["buyer 5 years"]["high"] < share_bp(100_000, known["cfpb_online"].high_bp)
    assert cases["buyer 5 years"]["low"] < share_bp(100_000, known["pendrick_all"].high_bp)
    held = parameter("us/debt_value").at(TODAY)
    assert {held[name] for name in ("low", "mid", "high")} < set(known)


def test_a_range_is_of_what_may_be_bought(engine: Any) -> None:
    held = accounts([
        {"id": "A", "placement_status": "provider", "date_of_service": date(2025, 6, 1)},
        {"id": "B", "placement_status": "provider", "state": "TX", "date_of_service": date(2022, 6, 1)},
        {"id": "C", "placement_status": "provider", "date_of_service": date(2025, 6, 1), "deceased_flag": True},
    ])  # fmt: skip
    told = clearance(held, screened(held, today=TODAY))
    found, wanted = bid_range(engine, to_bid_for(valued(held, today=TODAY), told)), CASES["range"]
    assert (found.accounts, found.face_cents, found.prices) == (
        wanted["accounts"], wanted["face_cents"], wanted["prices"],
    )  # fmt: skip
    prices = list(found.prices.values())
    assert [found.rate_bp(price) for price in prices] == wanted["rates_bp"]
    assert [found.face_per_dollar_cents(price) for price in prices] == wanted["face_per_dollar_cents"]
    assert [found.face_for_cents(500, price) for price in prices] == wanted["face_for_5_dollars"]
    assert found.face_for_cents(99_999, prices[0]) == found.face_cents, "no more than there is"


def test_nothing_offered_is_worth_nothing(duckdb_engine: Any) -> None:
    table = valued(accounts([{"id": "A"}]), today=TODAY)
    found = bid_range(duckdb_engine, table.filter(table.account_id == "B"))
    assert (found.accounts, found.face_cents, found.expected_cents, found.rate_bp(5)) == (0, 0, 0, 0)
    assert (found.face_per_dollar_cents(0), found.face_for_cents(5, 0)) == (None, 0)


any_account = st.fixed_dictionaries({
    "current_balance_cents": st.integers(1, 300_000_00),
    "placement_status": st.sampled_from([None, "provider", "agency", "buyer"]),
    "placement_count": st.sampled_from([None, 0, 1, 2, 3, 12]),
    "judgment_flag": st.sampled_from([None, True]),
    "medicaid_flag": st.sampled_from([None, True]),
    "insurance_status": st.sampled_from([None, "none", "employer-2025"]),
    "state": st.sampled_from([None, "MO", "TX", "MA"]),
})  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(account=any_account, days=st.lists(st.integers(0, 8_000), min_size=2, max_size=20), data=st.data())
def test_value_falls_with_age_and_does_not_know_the_order(
    account: dict[str, Any], days: list[int], data: st.DataObject, duckdb_engine: Any
) -> None:
    rows = [{"id": f"{n:02}", **account, "date_of_service": TODAY - timedelta(days=d)} for n, d in enumerate(days)]
    got = values(duckdb_engine, data.draw(st.permutations(rows)))
    by_age = [got[f"{n:02}"] for _, n in sorted((d, n) for n, d in enumerate(days))]
    for name in ("low_cents", "mid_cents", "high_cents", "factor_bp"):
        told = [row[name] for row in by_age]
        assert told == sorted(told, reverse=True), name
    assert all(row["low_cents"] <= row["mid_cents"] <= row["high_cents"] for row in by_age)
    assert got == values(duckdb_engine, rows)

"""A study's parts agree with each other, and with what was asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cleanbill.financing.study_run import Asked, assumed, study
from cleanbill.financing.taxes import load_bill

ASKED = Asked(load_bill("ma-194"), year=2026, draws=20, years=3)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return study(ASKED)


def test_it_is_plain_and_the_same_again(told: dict[str, Any]) -> None:
    assert json.loads(json.dumps(told)) == json.loads(json.dumps(study(ASKED)))


def test_revenue_is_uses_and_reserve_less_the_gap(told: dict[str, Any]) -> None:
    assert told["revenue_cents"] == told["uses_cents"] + told["reserve_cents"] - told["gap_cents"]
    assert sum(line["cents"] for line in told["revenue"]) == told["revenue_cents"]
    assert sum(one["cents"] for one in told["contributions"]) == told["net_cents"]


def test_columns_of_all_households_add_up_to_their_gain(told: dict[str, Any]) -> None:
    *columns, total = told["household_totals"]
    gain = sum(row["before_cents"] - row["after_cents"] for row in columns)
    assert total["column"] == "total"
    assert abs(gain - (total["before_cents"] - total["after_cents"])) <= 2 * len(columns)
    asked = next(row for row in told["incidence"] if row["incidence_bp"] == 5_000 and row["spread"] == "own")
    assert abs(gain - asked["gain_cents"]) <= 2 * len(columns)


def test_reconciliations_end_at_the_published_totals(told: dict[str, Any]) -> None:
    for name in {row["to"] for row in told["reconciliation"]}:
        rows = [row for row in told["reconciliation"] if row["to"] == name]
        running = 0
        for row in rows:
            running = (
                row["cents"] if row["is_total"] and not running else running + (0 if row["is_total"] else row["cents"])
            )
        assert running == rows[-1]["cents"]


def test_households_at_the_bill_s_rates_pay_less_than_at_rates_that_close_the_budget(told: dict[str, Any]) -> None:
    assert told["scale_bp"] > 10_000
    assert told["households_at_rates"][0]["better_bp"] > told["households"][0]["better_bp"]


def test_what_it_went_by_is_listed_once_with_its_source() -> None:
    rows = assumed(2026)
    paths = [row["path"] for row in rows]
    assert len(paths) == len(set(paths)) > 50
    assert {"law/single_payer/levers", "law/states/ma/financing_bills/194", "law/us/spending_trend"} <= set(paths)
    assert "law/us/programmes/undue" not in paths
    assert all(row["reference"] for row in rows)

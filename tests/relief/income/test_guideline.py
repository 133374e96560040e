"""A share of the guideline worked out by the account's own region and household, at its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleanbill.relief import qualify
from cleanbill.relief.income import Terms
from cleanbill.relief.programmes import rule
from cleanbill.relief.qualification import decided
from tests.relief.income.accounts import TODAY, account, by_name, table

CASES = yaml.safe_load((Path(__file__).parent / "guideline.yaml").read_text("utf-8"))
YEAR = {date(2026, 1, 12): 2025}


@pytest.mark.parametrize("day", CASES)
def test_edges(day: date, engine: Any) -> None:
    rows = [
        account(
            case["id"], state=case.get("state"), county_fips=case.get("county"), household_size=case["size"],
            est_income_cents=case["income"], fpl_bp=case.get("given"),
        )
        for case in CASES[day]
    ]  # fmt: skip
    made = by_name(engine, qualify(table(rows), programme="undue", price_bp=100, today=day))
    for case in CASES[day]:
        row = made[case["id"]]
        assert (row["fpl_bp"], row["reason"], row["margin_bp"]) == (case["fpl"], case["reason"], case["margin"]), case
        assert row["guideline_year"] == YEAR.get(day, 2026)
        assert (row["income_from"], row["income_cents"]) == ("given", case["income"])
    regions = {"Alaska": "alaska", "Hawaii by its county": "hawaii", "Ohio by its state": "contiguous"}
    for name, region in regions.items():
        if name in made:
            assert made[name]["guideline_region"] == region


def test_a_limit_that_one_must_be_below_leaves_out_who_is_at_it(engine: Any) -> None:
    law = replace(rule("undue", TODAY), income_below=True)
    rows = [
        account("at", est_income_cents=6_384_000, household_size=1),
        account("below", est_income_cents=6_383_999, household_size=1),
    ]
    made = by_name(engine, decided(table(rows), law, price_bp=100, today=TODAY, terms=Terms()))
    assert {name: row["reason"] for name, row in made.items()} == {"at": "neither", "below": "income"}

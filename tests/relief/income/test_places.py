"""Incomes by place: the smallest place that is known, brought to the day, and a programme's own before ours."""

from __future__ import annotations

from datetime import date
from math import exp
from pathlib import Path
from typing import Any

import pytest

from cleanbill.core.errors import BadInput
from cleanbill.engine import connect
from cleanbill.relief import qualify
from cleanbill.relief.income import Place, Terms, read_places
from cleanbill.relief.income.chance import household_sizes
from cleanbill.relief.income.places import on_the_day, shipped_places
from tests.relief.income.accounts import TODAY, account, by_name, table

HEAD = "place,median_income_cents,spread_bp,as_of\n"


def test_what_ships_covers_the_nation_every_state_and_the_programmes_counties() -> None:
    places = {one.place: one for one in shipped_places(TODAY)}
    states = [name for name in places if name.startswith("state ")]
    assert (len(states), len(places)) == (51, 51 + 1 + 28)
    suffolk = places["county 25025"]
    assert (suffolk.median_income_cents, suffolk.as_of) == (9_583_500, date(2023, 7, 1))
    # 29,260 and 209,001 are 0.8416 deviations below and above the middle of the lognormal
    assert 29_260 * exp(2 * 0.841621 * suffolk.spread_bp / 10_000) == pytest.approx(209_001, rel=1e-3)
    assert sum(one.share_bp for one in household_sizes(TODAY)) == 10_000


def test_incomes_are_brought_to_the_day_and_debtors_may_be_poorer() -> None:
    # wages: 14,173 in 2023, 16,018 in 2026: 95,835.00 becomes 108,310.52; 80 % of it is 86,648.42
    place = Place("county 25025", 9_583_500, 1, date(2023, 7, 1))
    assert on_the_day([place], TODAY, 10_000)["county 25025"].median_income_cents == 10_831_052
    assert on_the_day([place], TODAY, 8_000)["county 25025"].median_income_cents == 8_664_842
    assert Terms(1).incomes(TODAY)["nation"].median_income_cents == 8_877_119  # 61,937.00 of 2018, 16,018 over 11,176


def test_the_smallest_place_known_decides(engine: Any) -> None:
    own = tuple(Place(name, 5_000_000, 9_000, TODAY) for name in ("zip 02118", "county 25013", "state OH"))
    rows = [
        account("zip", zip="02118-1234", county_fips="25025", state="MA"),
        account("own county", zip="01103", county_fips="25013", state="MA"),
        account("county", county_fips="25025", state="MA"),
        account("state", county_fips="99999", state="MO"),
        account("own state", state="OH"),
        account("state of the ZIP", zip="63101"),
        account("ZIP of two states", zip="06390"),
        account("nothing known"),
    ]
    made = by_name(engine, qualify(table(rows), programme="undue", price_bp=1, today=TODAY, threshold_bp=1, places=own))
    assert {name: row["income_from"] for name, row in made.items()} == {
        "zip": "zip 021", "own county": "county 25013", "county": "county 25025", "state": "state MO",
        "own state": "state OH", "state of the ZIP": "state MO", "ZIP of two states": "nation",
        "nothing known": "nation",
    }  # fmt: skip
    assert {made[name]["income_cents"] for name in ("zip", "own county", "own state")} == {5_000_000}
    assert made["zip"]["spread_bp"] == 9_000


def test_a_programmes_own_table_is_read_and_every_fault_told(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + "zip 02118,7000000,9500,2024-07-01\nnation,8000000,9000,2024-07-01\n", "utf-8")
    assert read_places(connect(), good)[0] == Place("zip 02118", 7_000_000, 9_500, date(2024, 7, 1))
    bad.write_text(HEAD + "02118,7000000,9500,2024-07-01\nstate MA,8000000,9000,2009-07-01\n", "utf-8")
    with pytest.raises(BadInput) as told:
        read_places(connect(), bad)
    assert [(one.row, one.column) for one in told.value.findings] == [(1, "place"), (2, "as_of")]

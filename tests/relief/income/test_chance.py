"""The chance to qualify: worked by hand, against numeric integration, and how it moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect, write_parquet
from cleanbill.people import guideline_cents
from cleanbill.relief import Decision, qualify
from cleanbill.relief.income import Place, Terms
from cleanbill.relief.income.chance import Size, household_sizes
from cleanbill.relief.programmes import Rule, rule
from cleanbill.relief.qualification import decided
from tests.relief.income.accounts import TODAY, account, by_name, table

CASES = yaml.safe_load((Path(__file__).parent / "chance.yaml").read_text("utf-8"))["cases"]
HERE = Place("nation", 6_000_000, 10_000, TODAY)
TWO = (Size(1, 4_000, 5_000, 10_000), Size(2, 6_000, 12_000, 10_000))
UNDUE = rule("undue", TODAY)


@pytest.mark.parametrize("error", [0, 2_000])
def test_worked_examples(error: int, engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleanbill.relief.income.chance.household_sizes", lambda day: TWO)
    cases = [case for case in CASES if case.get("error", 0) == error]
    rows = [
        account(
            case["id"], current_balance_cents=case["owed"], household_size=case.get("size"),
            est_income_cents=case.get("income"), fpl_bp=case.get("fpl"),
        )
        for case in cases
    ]  # fmt: skip
    made = by_name(engine, _decided(rows, Terms(6_000, vendor_spread_bp=error, places=(HERE,))))
    for case in cases:
        row = made[case["id"]]
        assert row["chance_bp"] == case["chance"], case["id"]
        assert row["reason"] == ("likely" if case["chance"] >= 6_000 else "unlikely")
        assert row["qualifies"] == (case["chance"] >= 6_000)
        assert (row["margin_bp"], row["threshold_bp"]) == (case["chance"] - 6_000, 6_000)
        known = "income" in case or "fpl" in case
        assert row["income_from"] == ("given" if known else "nation")
        assert row["income_cents"] == (case.get("income") if known else 6_000_000)
        assert row["spread_bp"] == (error if known else 10_000)
        assert row["household_size"] == case.get("size")


def _decided(rows: list[dict[str, Any]], terms: Terms, law: Rule = UNDUE) -> Any:
    return decided(table(rows), law, price_bp=100, today=TODAY, terms=terms)


def test_what_is_certain_is_no_matter_of_chance(engine: Any) -> None:
    rows = [
        account("poor", est_income_cents=2_000_000, household_size=1),
        account("heavy", est_income_cents=20_000_000, current_balance_cents=1_000_000),
        account("neither", est_income_cents=20_000_000, household_size=1),
        account("poor by its share", fpl_bp=40_000),
    ]
    made = by_name(engine, _decided(rows, Terms(6_000)))
    assert {name: row["reason"] for name, row in made.items()} == {
        "poor": "income", "heavy": "debt share", "neither": "neither", "poor by its share": "income"
    }  # fmt: skip
    assert {row["chance_bp"] for row in made.values()} == {None}
    unknown = by_name(engine, qualify(table([account("A")]), programme="undue", price_bp=100, today=TODAY))["A"]
    assert (unknown["reason"], unknown["chance_bp"], unknown["income_from"]) == ("income unknown", None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"threshold_bp": 0},
        {"threshold_bp": 10_001},
        {"places": (HERE,)},
        {"vendor_spread_bp": 100},
        {"threshold_bp": 1, "vendor_spread_bp": -1},
        {"threshold_bp": 1, "debtor_income_bp": 0},
    ],
)
def test_terms_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(CleanbillError):
        Terms(**wrong)


def slow(row: dict[str, Any], law: Rule, place: Place, error: int) -> float:
    """By the midpoints of 100,000 slices of the normal distribution, every size by itself."""
    edges = np.linspace(-7, 7, 100_001)
    middle = (edges[1:] + edges[:-1]) / 2
    dense = np.exp(-(middle**2) / 2)
    dense /= dense.sum()
    told = row["est_income_cents"]
    sizes = household_sizes(TODAY)
    total = weight = 0.0
    for one in sizes:
        people = one.people
        if row["household_size"] is not None:
            if min(row["household_size"], sizes[-1].people) != one.people:
                continue
            people = row["household_size"]
        center, spread = log(place.median_income_cents * one.income_bp / 10_000), place.spread_bp * one.spread_bp / 1e8
        likely = 1.0 if row["household_size"] is not None else one.share_bp / 10_000
        if told is not None:
            wide = (spread**2 + (error / 10_000) ** 2) ** 0.5
            likely *= np.exp(-(((log(told) - center) / wide) ** 2) / 2) / wide
            center, spread = log(told), error / 10_000
        income = np.exp(center + spread * middle) if spread else np.full_like(middle, told, dtype=float)
        limit = guideline_cents(people, TODAY) * law.income_up_to_fpl_bp / 10_000
        heavy = row["current_balance_cents"] * 10_000 >= income * law.debt_from_income_bp
        total += likely * float(dense[(income <= limit) | heavy].sum())
        weight += likely
    return total / weight * 10_000


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "current_balance_cents": st.integers(1, 2_000_000),
            "household_size": st.none() | st.integers(1, 12),
            "est_income_cents": st.none() | st.integers(1_000_000, 30_000_000),
        }
    ),
    min_size=6,
    max_size=12,
)


@given(ROWS, st.integers(2_000_000, 15_000_000), st.integers(3_000, 14_000), st.sampled_from([0, 1_500, 6_000]))
@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate))  # shrinking takes minutes
def test_it_is_that_of_numeric_integration(held: list[dict[str, Any]], median: int, spread: int, error: int) -> None:
    rows = [account(f"A{n}", **one) for n, one in enumerate(held)]
    place = Place("nation", median, spread, TODAY)
    made = by_name(connect(), _decided(rows, Terms(5_000, vendor_spread_bp=error, places=(place,))))
    for row in rows:
        wanted = slow(row, UNDUE, place, error)
        got = made[row["account_id"]]
        if got["chance_bp"] is None:
            assert got["qualifies"] == (wanted > 5_000), "certain: all of it or nothing"
            assert wanted < 1 or wanted > 9_999
        else:
            assert got["chance_bp"] == pytest.approx(wanted, abs=1.2)


def test_it_rises_with_debt_and_limit_and_falls_with_the_places_income(duckdb_engine: Any) -> None:
    def chances(law: Rule, median: int) -> list[list[int]]:
        """By what is owed, for households of any size, of one and of four."""
        rows = [
            account(f"A{owed} {size}", current_balance_cents=owed, household_size=size)
            for owed in (1, 100_000, 400_000, 900_000)
            for size in (None, 1, 4)
        ]
        places = (replace(HERE, median_income_cents=median),)
        made = by_name(duckdb_engine, _decided(rows, Terms(1, places=places), law))
        told = [made[row["account_id"]]["chance_bp"] for row in rows]
        return [told[n : n + 3] for n in range(0, 12, 3)]

    middle = chances(UNDUE, 6_000_000)
    ladders = [
        middle,
        [chances(replace(UNDUE, income_up_to_fpl_bp=20_000), 6_000_000)[0], middle[0]],
        [chances(UNDUE, 12_000_000)[0], middle[0]],
    ]
    for ladder in ladders:
        for lower, higher in pairwise(ladder):
            assert all(a <= b for a, b in zip(lower, higher, strict=True))
        assert all(a < b for a, b in zip(ladder[0], ladder[-1], strict=True))


def _many() -> list[dict[str, Any]]:
    places = [("MA", "25025"), ("MO", None), ("AK", None), (None, "15003"), (None, None)]
    return [
        account(
            f"A{n}", patient_id=f"P{n // 2}", state=places[n // 2 % 5][0], county_fips=places[n // 2 % 5][1],
            current_balance_cents=1 + n * 7_919 % 900_000, household_size=(None, 1, 3)[n // 2 % 3],
            est_income_cents=(None, None, 9_000_000)[n // 6 % 3],
        )
        for n in range(300)
    ]  # fmt: skip


def test_a_higher_threshold_takes_in_no_one_else(duckdb_engine: Any) -> None:
    taken = []
    for threshold in (3_000, 6_000, 10_000):
        made = by_name(duckdb_engine, _decided(_many(), Terms(threshold)))
        taken.append({name for name, row in made.items() if row["qualifies"]})
    assert taken[0] > taken[1] > taken[2]


def test_a_run_in_another_order_gives_the_same_bytes(tmp_path: Path) -> None:
    rows = _many()
    written = []
    for number, (order, threads) in enumerate(((rows, 1), (np.random.default_rng(1).permutation(rows).tolist(), 2))):
        con = connect(threads=threads)
        write_parquet(
            con, _decided(order, Terms(6_000, vendor_spread_bp=1_000)), tmp_path / f"{number}", schema=Decision
        )
        written.append((tmp_path / f"{number}").read_bytes())
    assert written[0] == written[1]


def test_a_day_before_the_tables_is_estimated_by_the_first_of_them(duckdb_engine: Any) -> None:
    day = date(2022, 6, 1)
    made = qualify(
        table([account("A", county_fips="25025")]), programme="undue", price_bp=100, today=day, threshold_bp=1
    )
    row = by_name(duckdb_engine, made)["A"]
    # 95,835.00 of 2023 brought back by wages, 13,531 over 14,173
    assert (row["income_from"], row["income_cents"]) == ("county 25025", 9_149_392)

"""Debt year by year: worked sums, and what no path may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.financing.medical_debt import debt_flow, debt_path, old_debt, run_off
from cleanbill.financing.medical_debt.path import DebtFlow, flow_in, settled_book
from cleanbill.financing.medical_debt.runoff import empty_book, next_year
from cleanbill.law import parameter
from tests.financing.owing.stand_in import out_of_pocket, residents

RULE = run_off(date(2023, 1, 1))
CASES = yaml.safe_load(Path(__file__).with_name("path.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def flow() -> DebtFlow:
    return debt_flow(residents(), out_of_pocket())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_sums(case: dict[str, Any]) -> None:
    book, seen = empty_book(RULE), []
    for new, bought_bp in zip(case["new_cents"], case["bought_bp"], strict=True):
        book, moves = next_year(book, new, RULE, bought_bp)
        seen.append((moves, sum(book.providers), sum(book.buyers)))
    for field in ("paid", "written_off", "sold", "bought"):
        assert [getattr(moves, field) for moves, _, _ in seen] == case[f"{field}_cents"], field
    assert [providers for _, providers, _ in seen] == case["providers_cents"]
    assert [buyers for _, _, buyers in seen] == case["buyers_cents"]


@given(st.lists(st.tuples(st.integers(0, 10**13), st.integers(0, 10_000)), min_size=1, max_size=15))
def test_every_cent_is_somewhere(years: list[tuple[int, int]]) -> None:
    book, gone = empty_book(RULE), 0
    for new, bought_bp in years:
        book, moves = next_year(book, new, RULE, bought_bp)
        gone += moves.paid + moves.written_off + moves.bought + moves.barred_bought + moves.dropped
        assert min(*book.providers, *book.buyers, book.barred) >= 0
    assert sum(new for new, _ in years) == gone + book.enforceable + book.barred


def test_debt_is_barred_after_the_years_of_the_law() -> None:
    limit = parameter("states/ma/limitation").at(date(2023, 1, 1))
    book, barred = empty_book(RULE), []
    for year in range(limit + 1):
        book, moves = next_year(book, 10**9 if year == 0 else 0, RULE)
        barred.append(moves.barred)
    assert [cents > 0 for cents in barred] == [False] * (limit - 1) + [True, False]


def test_without_change_the_stock_stays_as_it_is(flow: DebtFlow) -> None:
    for year in debt_path(flow, 5):
        assert year.opening_cents == year.closing_cents
        assert year.barred_opening_cents == pytest.approx(year.barred_closing_cents, abs=100)
        assert year.new_cents == year.paid_cents + year.written_off_cents + year.barred_cents
        assert year.stopped_cents == 0


def test_free_care_stops_new_debt_and_the_old_runs_off(flow: DebtFlow) -> None:
    path = debt_path(flow, 12, 2025)
    assert [year.new_cents for year in path[:2]] == [flow.new_total] * 2
    assert {year.new_cents for year in path[2:]} == {0}
    assert {year.stopped_cents for year in path[2:]} == {flow.new_total}
    owed = [year.closing_cents for year in path[1:]]
    assert owed == sorted(owed, reverse=True)
    assert owed[RULE.years] == 0, "what is left at the limit is barred"
    assert path[-1].barred_closing_cents > 0, "and is still owed"
    people = [year.people_in_debt for year in path]
    assert people[0] == people[1] == flow.people(flow.carries)
    assert people[1:] == sorted(people[1:], reverse=True)
    assert people[-1] == 0


def test_what_the_plan_does_not_cover_goes_on(flow: DebtFlow) -> None:
    half = debt_path(flow, 20, 2023, uncovered_bp=5_000)[-1]
    assert half.new_cents == pytest.approx(flow.new_total / 2, abs=1)
    assert half.new_cents + half.stopped_cents == flow.new_total


def test_old_debt_adds_up_to_what_is_owed_and_costs_its_price(flow: DebtFlow) -> None:
    path = debt_path(flow, 4, 2024)
    rows = old_debt(path)
    for year in path:
        of_year = [row for row in rows if row.year == year.year]
        assert sum(row.face_cents for row in of_year) == year.closing_cents + year.barred_closing_cents
    price = parameter("us/debt_price").at(date(2024, 1, 1))
    assert all(row.cost_cents == (row.face_cents * price + 5_000) // 10_000 for row in rows)


def test_a_fund_that_buys_all_leaves_only_what_is_new(flow: DebtFlow) -> None:
    first, second = debt_path(flow, 2, 2024, bought_bp={2024: 10_000})
    assert second.bought_cents == first.closing_cents
    assert second.closing_cents == second.barred_closing_cents == 0


def test_growth_reaches_back(flow: DebtFlow) -> None:
    assert flow_in(10_000, 1_000, 2) == 12_100
    assert flow_in(12_100, 1_000, -2) == 10_000
    still, growing = settled_book(10**10, 0, RULE), settled_book(10**10, 500, RULE)
    assert growing.enforceable < still.enforceable
    path = debt_path(flow, 3, growth_bp=500)
    assert path[1].new_cents == flow_in(flow.new_total, 500, 1)
    assert path[1].closing_cents == pytest.approx(path[0].closing_cents * 1.05, rel=1e-6)


def test_another_run_off_may_be_tried(flow: DebtFlow) -> None:
    nobody_pays = replace(RULE, paid_bp=(0,) * RULE.years)
    usual, slow = debt_path(flow, 1)[0], debt_path(flow, 1, rule=nobody_pays)[0]
    assert slow.paid_cents == 0
    assert slow.opening_cents > usual.opening_cents

"""The account of Massachusetts: rows and columns meet their sources, and agree with totals they were not made from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.core.money import allot
from cleanbill.financing.budget import PAYERS, SERVICES, account
from cleanbill.financing.budget.base_account import rake

PEOPLE = 7_001_399


def test_hospital_care_of_2020_is_what_cms_counts() -> None:
    assert account(2020).of_service("hospital") == 5062_00 * PEOPLE


def test_personal_care_of_2020_is_13_319_dollars_a_head() -> None:
    # services are rounded to dollars a head each, so their sum may be 13,319 +- 5
    assert account(2020).personal_cents == pytest.approx(13_319_00 * PEOPLE, rel=5 / 13_319)


def test_hospital_care_of_2023_has_grown_for_three_years() -> None:
    # 5,062.00 x 7,001,399 x 1.046^3 = 5,062 x 1.144445 = 5,793.18 a head
    exact = 5062_00 * PEOPLE * 1046**3
    assert account(2023).of_service("hospital") == (exact + 500_000_000) // 1_000_000_000


def test_every_cell_is_whole_and_none_is_negative() -> None:
    of = account(2026)
    assert tuple(of.cells) == tuple(SERVICES)
    for row in of.cells.values():
        assert tuple(row) == tuple(PAYERS)
        assert all(isinstance(cents, int) and cents >= 0 for cents in row.values())
    assert sum(of.of_payer(payer) for payer in PAYERS) == of.total_cents == sum(map(of.of_service, SERVICES))


def test_masshealth_of_2025_is_its_programme() -> None:
    of = account(2025)
    programme = of.of_payer("medicaid_federal") + of.of_payer("medicaid_state")
    assert programme == pytest.approx(20_300_000_000_00, abs=len(SERVICES))  # a cent a service
    assert of.of_payer("medicaid_federal") == pytest.approx(programme * 0.4975, abs=2 * len(SERVICES))


def test_insured_care_agrees_with_chia_which_it_was_not_made_from() -> None:
    """CHIA 2023, 78.1bn: programmes' care, insurers with their costs, and cost sharing for insured care."""
    of = account(2023)
    private = sum(of.of_payer(p) for p in ("private", "state_local_employers", "marketplace", "safety_net"))
    public = sum(
        of.of_payer(p) - of.cells["administration"][p] for p in ("medicare", "medicaid_federal", "medicaid_state")
    )
    shared = sum(of.cells[s]["out_of_pocket"] for s in ("hospital", "physician", "other_professional", "drugs"))
    assert private + public + shared == pytest.approx(78_100_000_000_00, rel=0.03)


def test_all_spending_agrees_with_the_baseline_of_a_study() -> None:
    assert account(2023).total_cents == pytest.approx(125_470_000_000_00, rel=0.03)


def test_a_year_without_account_is_refused() -> None:
    with pytest.raises(BadInput, match="from 2020 to 2035"):
        account(2019)


def test_columns_that_do_not_meet_rows_are_refused() -> None:
    with pytest.raises(CleanbillError, match="must be equal"):
        rake({"a": {"x": 1}}, {"a": 5}, {"x": 4})


positive = st.integers(1, 10_000)


@given(st.lists(st.lists(positive, min_size=3, max_size=3), min_size=2, max_size=5), st.data())
def test_raking_meets_rows_exactly_and_columns_to_a_cent_a_row(grid: list[list[int]], data: st.DataObject) -> None:
    rows = {str(i): data.draw(st.integers(100, 10**9)) for i in range(len(grid))}
    parts = allot(sum(rows.values()), [data.draw(positive) for _ in range(3)])
    columns = dict(zip("xyz", parts, strict=True))
    pattern = {str(i): dict(zip("xyz", line, strict=True)) for i, line in enumerate(grid)}
    cells = rake(pattern, rows, columns)
    assert {row: sum(line.values()) for row, line in cells.items()} == rows
    for column, wanted in columns.items():
        assert abs(sum(line[column] for line in cells.values()) - wanted) <= len(rows) + 1


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_what_is_shared_out_adds_up_and_follows_the_weights(amount: int, weights: list[int]) -> None:
    shares = allot(amount, weights)
    assert sum(shares) == amount
    if sum(weights):
        assert all(abs(s * sum(weights) - amount * w) < sum(weights) for s, w in zip(shares, weights, strict=True))

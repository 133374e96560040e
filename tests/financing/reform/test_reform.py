"""A reform's budget has the taxes that the bill brings, and closes at the scale that it tells."""

from __future__ import annotations

import pytest

from cleanbill.core.money import share_bp
from cleanbill.financing.budget import budget, scenario
from cleanbill.financing.reform import Base, base, reform
from cleanbill.financing.taxes import levy, load_bill, revenue


@pytest.fixture(scope="module")
def year() -> Base:
    return base(2024, load_bill("ma-194"))


def test_revenue_is_that_of_the_taxes_laid_on_people(year: Base) -> None:
    told = reform(year, scenario())
    assert {line.name: line.cents for line in told.budget.revenue if line.kind == "tax"} == revenue(
        year.people, levy(year.bases)
    )


def test_at_its_scale_the_budget_closes_and_one_basis_point_below_it_does_not(year: Base) -> None:
    closing = reform(year, scenario()).closing_bp
    assert closing is not None
    for scale, closes in ((closing, True), (closing - 1, False)):
        scaled = {tax: share_bp(cents, scale) for tax, cents in year.full.items()}
        assert (budget(year.account, scenario(), scaled).gap_cents <= 0) is closes


def test_taxes_that_bring_less_leave_a_larger_gap(year: Base) -> None:
    full, less = reform(year, scenario()), reform(year, scenario(), revenue_bp=9_000)
    assert less.budget.gap_cents - full.budget.gap_cents == sum(
        cents - share_bp(cents, 9_000) for cents in year.full.values()
    )


def test_a_budget_that_nothing_closes_says_so(year: Base) -> None:
    nothing = Base(year.year, year.people, year.bill, year.bases, year.account, dict.fromkeys(year.full, 0))
    assert reform(nothing, scenario()).closing_bp is None

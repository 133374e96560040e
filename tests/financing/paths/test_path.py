"""Years add up; a recession takes what is stated and is made good as stated."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import share_bp
from cleanbill.financing.budget import scenario
from cleanbill.financing.reform import Base, base, path, reform
from cleanbill.financing.taxes import load_bill


@pytest.fixture(scope="module")
def first() -> Base:
    return base(2026, load_bill("ma-194"))


def test_the_reserve_of_each_year_is_the_one_before_and_what_the_year_leaves(first: Base) -> None:
    reserve = 0
    for year in path(first, scenario(), 10):
        reserve += year.revenue_cents - year.uses_cents
        assert year.reserve_cents == reserve
        assert year.gap_cents == year.uses_cents + year.put_aside_cents - year.revenue_cents


def test_the_first_year_at_the_closing_scale_has_no_gap(first: Base) -> None:
    closing = reform(first, scenario()).closing_bp
    assert closing is not None
    (year,) = path(first, scenario(), 1, scale_bp=closing)
    assert -500_000_000 < year.gap_cents <= 0  # the scale is in whole basis points


def test_a_recession_takes_its_part_of_each_tax_and_is_made_good(first: Base) -> None:
    calm = path(first, scenario(), 6)
    hit = path(first, scenario(), 6, recession=2027)
    later = base(2027, first.bill).full
    # payroll taxes lose 5 %, the self-employed's 10 %, the unearned's 25 %
    bp = {"employer": 500, "employer_large": 500, "employee": 500, "self_employed": 1000, "unearned": 2500}
    assert hit[1].lost_to_recession_cents == sum(share_bp(cents, bp[tax]) for tax, cents in later.items())
    assert calm[1].revenue_cents - hit[1].revenue_cents == hit[1].lost_to_recession_cents
    lost = [year.lost_to_recession_cents for year in hit]
    assert lost[0] == 0 == lost[4] == lost[5]
    assert lost[1] > lost[2] > lost[3] > 0
    assert hit[5].reserve_cents == calm[5].reserve_cents - sum(lost)


def test_years_beyond_the_population_grow_with_incomes(first: Base) -> None:
    years = path(first, scenario(), 10)
    assert [year.year for year in years] == list(range(2026, 2036))
    growth = [later.revenue_cents / year.revenue_cents for year, later in pairwise(years)]
    assert all(1.02 < each < 1.07 for each in growth)


@pytest.mark.parametrize(("years", "recession"), [(0, None), (11, None), (3, 2030), (3, 2025)])
def test_years_that_are_not_known_are_refused(first: Base, years: int, recession: int | None) -> None:
    with pytest.raises(CleanbillError):
        path(first, scenario(), years, recession=recession)

"""The Trust's budget adds up or is refused, tells no saving without its gap, and finds the rate that closes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.financing.budget import (
    Account,
    Scenario,
    account,
    budget,
    closing_rate,
    closing_scale,
    scenario,
    scenario_of,
)
from tests.financing.budget.small import accounts, scenarios, small

TAXES = {"employer": 50_000, "employee": 20_000}


def test_a_small_budget_by_hand() -> None:
    # uses: hospital 1,000.00 + drugs 200.00 + administration 130.00 = 1,330.00; reserve 1 % = 13.30
    # revenue: taxes 700.00 + Medicare 300.00 = 1,000.00; gap = 1,330.00 + 13.30 - 1,000.00
    made = budget(small(), scenario_of({"reserve_bp": 100}), TAXES)
    assert (made.uses_cents, made.reserve_cents, made.revenue_cents, made.gap_cents) == (
        133_000,
        1_330,
        100_000,
        34_330,
    )
    assert made.revenue_of("federal") == 30_000
    assert {line.name: line.cents for line in made.freed} == {"Private insurance": 93_000, "Out of pocket": 10_000}


def test_without_waivers_the_trust_wraps_around_programmes_that_go_on() -> None:
    # uses: private 600 + 200 + 130, out of pocket 100 = 1,030.00; of the last 35 % + 5 % is of programmes' members
    none = scenario_of({"waivers": {"level": "none", "pay_medicare_premiums": True}})
    made = budget(small(medicare_premiums_cents=7_000), none, TAXES)
    assert made.uses_cents == 103_000 + 7_000
    assert made.wrap_around_cents == 4_000
    assert made.revenue_of("federal") == 0
    assert budget(small(), scenario_of({}), TAXES).wrap_around_cents == 0


def test_cost_sharing_that_is_kept_is_not_paid_by_the_trust() -> None:
    # hospital 1,000.00 and drugs 200.00 at 5 % = 60.00
    made = budget(small(), scenario_of({"use": {"kept_cost_sharing_bp": 500}}), TAXES)
    assert made.kept_by_patients_cents == 6_000
    assert made.uses_cents == 133_000 - 6_000


def test_the_safety_net_moves_to_the_trust_once_and_its_assessments_end_once() -> None:
    of = small(bad_debt_cents=4_000, charity_cents=3_000)
    rows = of.copied() | {"hospital": of.copied()["hospital"] | {"safety_net": 5_000}}
    of = replace(of, cells=rows)
    made = budget(of, scenario_of({"uncompensated": {"paid_bp": 10_000, "captured_bp": 2_500}}), TAXES)
    # 1,330.00 + the pool's 50.00 + unpaid bills 40.00 less the quarter that rates take back
    assert made.uses_cents == 133_000 + 5_000 + 4_000 - 1_000
    assert {line.name: line.cents for line in made.freed}["Health Safety Net"] == 5_000
    book = made.outcome.hospitals
    assert (book.gain_cents, made.outcome.of("uncompensated")) == (3_000, 3_000)
    assert (book.bad_debt_after_cents, book.charity_before_cents) == (0, 3_000)
    assert of.of_payer("safety_net") == 5_000


def test_the_uninsured_come_whoever_else_does() -> None:
    """What the newly covered cost is nearly the same with and without Medicare and Medicaid."""
    newly = {"use": {"elasticity_bp": 0, "uninsured_use_bp": 2300, "newly_covered_bp": 8000}}
    cost = []
    for level in ("none", "all"):
        result = budget(account(2023), scenario_of(newly | {"waivers": {"level": level}}), {}).outcome
        cost.append(result.of("use"))
    assert cost[0] == pytest.approx(cost[1], rel=0.05)


def test_public_employers_may_keep_paying() -> None:
    of = small()
    of = Account(of.place, of.year, of.copied() | {"drugs": of.copied()["drugs"] | {"state_local_employers": 4_000}})
    made = budget(of, scenario_of({"waivers": {"public_employers_keep_bp": 2_500}}), TAXES)
    assert made.revenue_of("local") == 1_000


@settings(max_examples=100, deadline=None)
@given(accounts, scenarios, st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 10**13), max_size=3))
def test_revenue_is_uses_and_reserve_less_the_gap(of: Account, how: Scenario, taxes: dict[str, int]) -> None:
    made = budget(of, how, taxes)
    assert made.revenue_cents == made.uses_cents + made.reserve_cents - made.gap_cents
    assert made.revenue_of("tax") == sum(taxes.values())
    # what the Trust spends, with what patients keep paying, is its part of all health spending and the premiums
    inside = sum(sum(row.values()) for row in made.outcome.inside.values())
    premiums = sum(line.cents for line in made.uses if line.kind == "premiums")
    assert made.uses_cents - premiums + made.kept_by_patients_cents == inside


def test_a_budget_that_does_not_add_up_cannot_be_made() -> None:
    made = budget(small(), scenario_of({}), TAXES)
    with pytest.raises(BrokenLaw, match="does not add up"):
        replace(made, gap_cents=made.gap_cents - 1)


def test_a_saving_is_never_told_without_the_gap() -> None:
    cheap = scenario_of({"provider_price": {"hospital_bp": -1000}})
    short, full = budget(small(), cheap, TAXES), budget(small(), cheap, {"employer": 200_000})
    assert short.saving.net_cents == full.saving.net_cents == -10_000
    assert "only if the Trust finds $230 more a year" in str(short.saving)
    assert "does not close" in str(short.saving)
    assert "has $1,070 a year left over" in str(full.saving)
    assert "rises by" in str(budget(small(), scenario_of({"use": {"growth_bp": 500}}), TAXES).saving)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**15), st.integers(0, 1_500), st.integers(1, 10**13))
def test_the_closing_rate_is_the_first_that_closes(uses: int, rate: int, base: int) -> None:
    of = Account("x", 2023, {s: dict.fromkeys(row, 0) for s, row in small().cells.items()})
    of = Account("x", 2023, of.copied() | {"drugs": of.copied()["drugs"] | {"private": uses}})
    collects = (base * rate + 5_000) // 10_000
    made = budget(of, scenario_of({}), {"payroll": collects, "other": 12_345})
    if (base * 10_000 + 5_000) // 10_000 + 12_345 < uses:
        with pytest.raises(CleanbillError, match="Not even a rate of 100 %"):
            closing_rate(made, "payroll", rate, base_cents=base)
        return
    found = closing_rate(made, "payroll", rate, base_cents=base)
    again = budget(of, scenario_of({}), {"payroll": (base * found.rate_bp + 5_000) // 10_000, "other": 12_345})
    assert again.gap_cents == found.gap_cents <= 0
    if found.rate_bp:
        below = (base * (found.rate_bp - 1) + 5_000) // 10_000
        assert budget(of, scenario_of({}), {"payroll": below, "other": 12_345}).gap_cents > 0


def test_a_rate_is_found_for_a_tax_told_as_a_function() -> None:
    made = budget(small(), scenario_of({}), {"payroll": 60_000})

    def collected(rate_bp: int) -> int:
        return 10 * rate_bp if rate_bp < 9_000 else 200_000

    # gap without the tax: 1,330.00 - 300.00 = 1,030.00 = 10.30 a basis point of 10 cents: beyond 9,000, where it jumps
    assert closing_rate(made, "payroll", 6_000, collected=collected).rate_bp == 9_000
    with pytest.raises(CleanbillError, match=r"no tax 'wages'\. It has: payroll"):
        closing_rate(made, "wages", 750, base_cents=1)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**12), st.lists(st.integers(1, 10**12), min_size=1, max_size=4))
def test_all_taxes_scaled_alike_close_at_the_first_scale_that_does(uses: int, amounts: list[int]) -> None:
    of = Account("x", 2023, {s: dict.fromkeys(row, 0) for s, row in small().cells.items()})
    of = Account("x", 2023, of.copied() | {"drugs": of.copied()["drugs"] | {"private": uses}})

    def scaled(at: int) -> dict[str, int]:
        return {str(n): (cents * at + 5_000) // 10_000 for n, cents in enumerate(amounts)}

    made = budget(of, scenario_of({}), scaled(10_000))
    if budget(of, scenario_of({}), scaled(100_000)).gap_cents > 0:
        with pytest.raises(CleanbillError, match="ten times"):
            closing_scale(made)
        return
    found = closing_scale(made)
    assert budget(of, scenario_of({}), scaled(found.scale_bp)).gap_cents == found.gap_cents <= 0
    if found.scale_bp:
        assert budget(of, scenario_of({}), scaled(found.scale_bp - 1)).gap_cents > 0


def test_less_public_money_widens_the_gap_and_unexplained_care_may_fall_on_the_trust() -> None:
    of = small()
    of = Account(of.place, of.year, of.copied() | {"drugs": of.copied()["drugs"] | {"unexplained": 4_000}})
    made = budget(of, scenario_of({"waivers": {"federal_money_bp": 9_000}}), TAXES)
    assert made.revenue_of("federal") == 27_000
    assert budget(of, scenario_of({"waivers": {"unexplained_bp": 2_500}}), TAXES).uses_cents == 133_000 + 1_000


def test_massachusetts_closes_at_the_rate_that_is_found() -> None:
    of, how = account(2023), scenario()
    base = 304_190_000_000_00
    taxes = {"employer payroll": base * 750 // 10_000, "employee payroll": 5_970_000_000_00}
    made = budget(of, how, taxes)
    assert made.gap_cents > 0
    found = closing_rate(made, "employer payroll", 750, base_cents=base)
    assert budget(of, how, taxes | {"employer payroll": base * found.rate_bp // 10_000}).gap_cents <= 0


def test_more_waivers_bring_more_money_and_more_members() -> None:
    made = [budget(account(2024), scenario({"waivers": {"level": level}}), {}) for level in ("none", "medicaid", "all")]
    assert [round(each.revenue_of("federal") / 1e11) for each in made] == [0, 11, 33]
    assert sorted(each.uses_cents for each in made) == [each.uses_cents for each in made]

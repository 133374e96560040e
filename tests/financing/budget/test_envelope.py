"""A scenario outside the range of 22 published analyses is warned of, one inside is not."""

from __future__ import annotations

from cleanbill.financing.budget import account, measures, outcome, scenario, scenario_of, warnings
from tests.financing.budget.small import small


def test_the_scenario_that_runs_when_none_is_named_is_within_every_range() -> None:
    ours = scenario()
    assert warnings(outcome(account(2026), ours), ours.use) == ()


def test_a_cut_beyond_every_study_is_warned_of() -> None:
    # use: 1,200.00 -> 1,224.00 and 130.00 -> 132.60, +26.60 = 1.86 %; hospital 1,020.00 x -25 % = -255.00;
    # net -228.40 of 1,430.00 = -15.97 %, beyond -15.5 %; savings 17.8 % are within 26.5 %
    found = warnings(
        outcome(small(), scenario_of({"use": {"growth_bp": 200}, "provider_price": {"hospital_bp": -2500}}))
    )
    assert [each.name for each in found] == [
        "Net change of health spending",
        "More use of care",
        "Savings on administration",
    ]
    assert str(found[0]).startswith(
        "Net change of health spending of -16.0 % is outside the range of 22 studies (-15.5"
    )


def test_a_bound_itself_is_within() -> None:
    # hospital 1,000.00 x -22.16 % = -221.60 of 1,430.00 = -15.497 %
    result = outcome(small(), scenario_of({"provider_price": {"hospital_bp": -2216}}))
    assert measures(result)[0].value_bp == -1550
    assert not measures(result)[0].outside
    assert measures(outcome(small(), scenario_of({"provider_price": {"hospital_bp": -2218}})))[0].outside


def test_the_newly_covered_are_compared_where_an_elasticity_is_used() -> None:
    ours = scenario({"use": {"newly_covered_bp": 9000}})
    result = outcome(account(2023), ours)
    assert [each.name for each in warnings(result, ours.use)] == ["Cost of newly covered people beside the insured"]
    assert len(measures(result)) == 4

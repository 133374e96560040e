"""Levers that are misspelt or out of range are all told at once, with what was meant."""

from __future__ import annotations

import pytest

from cleanbill.core.errors import BadInput
from cleanbill.financing.budget import scenario


def test_changes_are_laid_over_the_scenario_of_law() -> None:
    ours, changed = scenario(), scenario({"use": {"elasticity_bp": -1000}, "reserve_bp": 0})
    assert (changed.use.elasticity_bp, changed.reserve_bp) == (-1000, 0)
    assert changed.use.newly_covered_bp == ours.use.newly_covered_bp
    assert changed.benefits == ours.benefits


def test_every_fault_is_told_with_what_was_meant() -> None:
    with pytest.raises(BadInput) as caught:
        scenario(
            {
                "use": {"elasticty_bp": -1000, "newly_covered_bp": 1.5},
                "drug_prices": {"drugs_bp": -1},
                "waivers": {"level": "some", "pay_medicare_premiums": 1},
                "reserve_bp": -1,
                "waste": 3,
            }
        )
    told = str(caught.value)
    assert len(caught.value.findings) == 7
    assert "Did you mean use.elasticity_bp?" in told
    assert "Did you mean drug_price?" in told
    assert "'some' is no level. Choose from none, medicaid, all." in told


@pytest.mark.parametrize(
    "change",
    [
        {"use": {"elasticity_bp": 100}},
        {"use": {"elasticity_bp": -10_000}},
        {"payer_administration": {"target_bp": 10_000}},
        {"provider_administration": {"hospital_bp": -1}},
        {"provider_price": {"hospital_bp": -10_000}},
    ],
)
def test_a_rate_that_has_no_meaning_is_refused(change: dict[str, dict[str, int]]) -> None:
    with pytest.raises(BadInput, match="basis points"):
        scenario(change)

"""Levers that are misspelt or out of range are all told at once, with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanbill.core.errors import BadInput
from cleanbill.financing.budget import read_scenario, scenario


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
    assert "Did you mean elasticity_bp?" in told
    assert "Did you mean drug_price?" in told
    assert "'some' is not known here. Use none, medicaid, all." in told


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


def test_a_file_of_levers_is_laid_over_those_of_law(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("use: {elasticity_bp: -1000}\nwaivers:\n  level: none\n", "utf-8")
    assert read_scenario(file) == scenario({"use": {"elasticity_bp": -1000}, "waivers": {"level": "none"}})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "use: {elasticity: -1}",
            "mine.yaml, line 1, use.elasticity: nothing reads this key, so it would not count. Did you mean",
        ),
        ("- use", "mine.yaml: is not a mapping of keys to values"),
        ("", "mine.yaml: is not a mapping"),
        ("use: {elasticity_bp: -1", "mine.yaml: line 1 is not YAML"),
        ("1: {a: 2}", "nothing reads this key"),
        ("use: 3", "is not a mapping of keys to values"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput) as caught:
        read_scenario(file)
    assert told in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_scenario(tmp_path / "none.yaml")

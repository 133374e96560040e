"""Published studies replayed by the levers: within their tolerances, from inputs that all say where they are from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from cleanbill.core.errors import BadInput
from cleanbill.financing.budget import SERVICES, outcome
from cleanbill.financing.presets import STATUSES, Preset, baseline, measured, preset, preset_names, replay, replays
from cleanbill.law import parameter
from tests.house.tree import SOURCE

NAMES = preset_names()
EXPECTED = yaml.safe_load(Path(__file__).with_name("replays.yaml").read_text("utf-8"))


def test_the_studies_that_were_asked_for_are_there() -> None:
    studies = {name.split("/")[0] for name in NAMES}
    assert studies == {
        "cbo_2020",
        "cote_lheureux_friedman_2026",
        "friedman_2023",
        "peri_2018",
        "peri_california_2017",
        "rand_new_york_2018",
        "rand_oregon_2017",
        "urban_2019",
    }
    assert [name for name in NAMES if name.startswith("cbo")] == [f"cbo_2020/option_{n}" for n in (3, 1, 2, 4, 5)]


@pytest.mark.parametrize("name", NAMES)
def test_every_published_figure_is_met_within_its_tolerance(name: str) -> None:
    found = replay(name)
    missed = {figure.published.measure: figure.difference for figure in found.figures if not figure.within}
    assert missed == {}
    assert found.figures
    # a tolerance is at most a tenth of the figure, or half a per cent of the baseline, or is told to be a range
    for figure in found.figures:
        whole = 10_000 if figure.published.measure.endswith("_bp") else found.preset.account.total_cents
        slack = max(abs(figure.published.value) // 10, whole // 200)
        assert figure.published.tolerance <= slack or name in {
            "cbo_2020/option_1",
            "cbo_2020/option_4",
            "cbo_2020/option_5",
        }


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: str(case["name"]))
def test_figures_that_no_input_was_chosen_to_meet(case: dict[str, object]) -> None:
    found = replay(str(case["name"]))
    free = {f.published.measure: f.replayed for f in found.figures if not f.published.calibrated}
    assert {name: round(value / 10**11, 1) for name, value in free.items() if name.endswith("_cents")} == case[
        "billions"
    ]


def test_every_input_of_every_study_says_where_it_is_from() -> None:
    for name in NAMES:
        run = preset(name)
        assert run.inputs
        assert run.sources
        for each in run.inputs:
            assert each.status in STATUSES, (name, each.name)
            assert each.words.strip(), (name, each.name)
        for figure in run.published:
            assert figure.words.strip()
            assert figure.tolerance > 0
    tested = sum(found.tested for found in replays())
    assert tested >= 10


def test_both_of_friedman_leave_the_range_of_22_studies_and_so_does_urban() -> None:
    net = "Net change of health spending"
    warned = {found.preset.name for found in replays() if any(each.name == net for each in found.warnings)}
    assert warned == {"friedman_2023", "cote_lheureux_friedman_2026", "urban_2019"}


def test_a_replay_is_worked_out_and_not_remembered() -> None:
    """With other assumptions the same study comes to something else."""
    run = preset("friedman_2023")
    dearer = replace(
        run, scenario=replace(run.scenario, provider_price=replace(run.scenario.provider_price, hospital_bp=0))
    )
    found = replay(dearer)
    assert not found.within
    # without its cut of hospital prices, 18.2bn by itself, the study no longer finds 30 %
    assert found.budget.outcome.of("provider_price") == 0
    assert 17 < (found.budget.outcome.net_cents - replay(run).budget.outcome.net_cents) / 10**11 < 19


def test_no_published_figure_stands_in_the_code() -> None:
    for file in (SOURCE / "financing" / "presets").rglob("*.py"):
        text = file.read_text("utf-8")
        assert not any(number in text for number in ("125", "128.57", "139", "2.93"))


def test_a_misspelt_study_is_answered_with_what_was_meant() -> None:
    with pytest.raises(BadInput, match="Did you mean friedman_2023"):
        preset("freidman_2023")
    with pytest.raises(BadInput, match="Choose from cbo_2020/option_3"):
        preset("zzz")


def test_a_baseline_meets_its_total_and_the_shares_that_are_told() -> None:
    of = baseline("x", 2020, 1_000_000, "nation", services={"administration": 1000, "public_health": 0}, payers={})
    assert of.total_cents == 1_000_000
    assert of.of_service("administration") == 100_000
    assert of.of_service("public_health") == 0
    nation = parameter("us/national_account").values.values()
    shares = next(iter(nation))["services"]
    told = shares["hospital"] / (sum(shares.values()) - shares["administration"] - shares["public_health"])
    assert of.of_service("hospital") == pytest.approx(900_000 * told, abs=1)


def test_measures_agree_with_each_other() -> None:
    for name in NAMES:
        found = replay(name)
        ours = measured(found.budget)
        assert ours["added_cents"] - ours["savings_cents"] == ours["net_cents"]
        assert ours["after_cents"] == found.preset.account.total_cents + ours["net_cents"]
        assert found.budget.outcome == outcome(found.preset.account, found.preset.scenario)
        assert set(found.budget.outcome.inside) == set(SERVICES)


def test_a_run_is_a_plain_value() -> None:
    assert isinstance(preset("urban_2019"), Preset)
    assert preset("urban_2019") is preset("urban_2019")

"""Care forgone: the two methods, each against its own source, and the words on harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from cleanbill.care.tables import BENEFITS
from cleanbill.core.errors import CleanbillError
from cleanbill.financing.forgone import (
    PRIVATE,
    UNINSURED,
    Forgone,
    forgone,
    harm,
    more_use,
    patient_shares,
    share_by_income,
    shares_by_cover,
    went_without,
)
from cleanbill.law import parameter
from cleanbill.people.population import PLANS
from tests.financing.owing.stand_in import out_of_pocket, residents

DAY = date(2023, 1, 1)
CASES = yaml.safe_load(Path(__file__).with_name("more_use.yaml").read_text("utf-8"))
ALLOWED = {"masshealth": 5000, "medicare": 12000, "none": 1500}  # dollars a year; others 7,000


@pytest.fixture(scope="module")
def found() -> Forgone:
    held = residents()
    allowed = np.array([ALLOWED.get(plan, 7000) for plan in PLANS])[held.cover] * 100
    return forgone(held, shares_by_cover(held, out_of_pocket(), allowed))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_growth_of_use(case: dict[str, Any]) -> None:
    growth = more_use(np.array([case["share_bp"] / 10_000]), case["arc_bp"])
    assert round(growth[0] * 10_000) == case["growth_bp"]


@pytest.mark.parametrize("year", [2021, 2023])
def test_people_with_private_cover_come_to_the_published_count(year: int) -> None:
    held = residents()
    private = np.isin(held.cover, PRIVATE)
    chance = went_without(held, year)
    count = float((held.weight * chance)[private].sum()) / 100
    assert count == pytest.approx({2021: 600_000, 2023: 900_000}[year], rel=1e-9)
    public = ~private & (held.cover != UNINSURED)
    assert np.average(chance[public], weights=held.weight[public]) == pytest.approx(0.23, rel=1e-9)
    assert ((chance >= 0) & (chance <= 1)).all()


def test_a_year_without_a_count_says_so() -> None:
    with pytest.raises(CleanbillError, match="2017"):
        went_without(residents(), 2017)


def test_shares_by_income_join_the_two_published_bands() -> None:
    skipped = parameter("us/care_skipped").at(DAY)
    # $50,000 is halfway in the logarithm from $25,000 to $100,000: (42 + 12) / 2 = 27 %
    incomes = np.array([-500, 0, 2_000_000, 2_500_000, 5_000_000, 10_000_000, 10**12], float)
    np.testing.assert_allclose(share_by_income(incomes, skipped), [0.42, 0.42, 0.42, 0.42, 0.27, 0.12, 0.12])


def test_who_lacks_cover_goes_without_more_often() -> None:
    held = residents()
    bare = held.cover == UNINSURED
    chance = went_without(held, 2023)
    assert np.average(chance[bare], weights=held.weight[bare]) == pytest.approx(0.46, abs=0.005)
    assert np.average(chance[~bare], weights=held.weight[~bare]) < 0.3


def test_people_of_a_family_with_one_cover_go_without_alike() -> None:
    held = residents()
    chance = went_without(held, 2023)
    for plan in range(len(PLANS)):
        one = held.cover == plan
        spread = np.bincount(held.family[one], chance[one] ** 2) * np.bincount(held.family[one])
        np.testing.assert_allclose(spread, np.bincount(held.family[one], chance[one]) ** 2, atol=1e-12)


def test_groups_add_up_and_poorer_people_go_without_more(found: Forgone) -> None:
    whole = found.groups[0]
    for by in ("income", "cover"):
        rows = [row for row in found.groups if row.by == by]
        assert sum(row.people for row in rows) == pytest.approx(whole.people, abs=10)
        assert sum(row.survey_people for row in rows) == pytest.approx(whole.survey_people, abs=10)
        for at in range(3):
            assert sum(row.response[at].visits for row in rows) == pytest.approx(whole.response[at].visits, abs=10)
    shares = [row.survey_bp for row in found.groups if row.by == "income"]
    assert shares[0] == max(shares) and shares[-1] == min(shares), "the poorest most, the richest least"


def test_with_nothing_due_some_may_still_go_without(found: Forgone) -> None:
    whole = found.groups[0]
    assert whole.still_people[0] == 0
    assert whole.still_people[0] < whole.still_people[1] < whole.still_people[2] < whole.survey_people


def test_a_stronger_response_finds_more_and_none_finds_nothing(found: Forgone) -> None:
    nothing, some, more = found.groups[0].response
    assert (nothing.people_at_most, nothing.visits, nothing.fills) == (0, 0, 0)
    assert 0 < some.visits < more.visits
    assert 0 < some.people_at_most < more.people_at_most < found.groups[0].people


def test_kinds_of_care_are_the_visits_and_fills(found: Forgone) -> None:
    assert [row.kind for row in found.kinds] == list(BENEFITS)
    by_kind = {row.kind: row.missed[2] for row in found.kinds}
    assert by_kind["drugs"] == found.groups[0].response[2].fills
    visits = sum(missed for kind, missed in by_kind.items() if kind not in ("drugs", "equipment"))
    assert visits == pytest.approx(found.groups[0].response[2].visits, abs=10)
    share = {row.kind: row.missed[2] / row.today for row in found.kinds}
    assert share["dental"] > share["office"] > share["inpatient"], "as patients' shares of the price are"


def test_nothing_due_today_leaves_no_gap_by_the_response() -> None:
    held = residents()
    free = forgone(held, np.zeros((len(held), 1)))
    assert all(each.visits == each.fills == each.people_at_most == 0 for each in free.groups[0].response)
    assert free.groups[0].survey_people > 0, "the survey is asked of people, not of plans"


def test_what_is_known_of_harm_has_both_sides_and_an_address() -> None:
    studies = harm(date(2026, 11, 24))
    assert len(studies) >= 5
    for study in studies:
        assert study.found and study.not_shown
        assert study.link.startswith("http")
    galvani = next(study for study in studies if study.study.startswith("Galvani"))
    assert galvani.kind == "model, not an experiment"
    assert galvani.found.startswith("The study's own estimate")


def test_a_persons_own_share_of_each_price() -> None:
    paid, allowed = np.array([[50, 0, 300]]), np.array([[200, 0, 200]])
    np.testing.assert_allclose(patient_shares(paid, allowed), [[0.25, 0.0, 1.0]])

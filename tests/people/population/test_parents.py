"""Which young adults are taken for children of a family that they live with, by hand and against a loop."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.people.population import PLANS, population
from cleanbill.people.population import survey as parents
from cleanbill.people.population.survey import Records, parents_family
from cleanbill.people.population.work import EMPLOYERS

DAY = date(2023, 1, 1)
LAW = {"until_age": 26, "years_older": [17, 45], "joins_bp": 10_000}


@pytest.fixture(autouse=True)
def _all_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parents, "target", lambda path, day: LAW)


def _hosts(people: list[tuple[int, int, int, int]]) -> list[int]:
    """Of (house, family, age, wages)."""
    house, family, age, wages = (np.array(column, np.int64) for column in zip(*people, strict=True))
    rows = np.arange(len(people))
    records = Records(rows, rows * 0, house, family, family, age, np.zeros(len(people), bool))
    return parents_family(records, wages, DAY).tolist()


@pytest.mark.parametrize(
    ("age", "parent", "host"),
    [(19, 45, 0), (25, 45, 0), (18, 45, 1), (26, 45, 1), (22, 38, 1), (22, 39, 0), (22, 67, 0), (22, 68, 1)],
)
def test_by_age(age: int, parent: int, host: int) -> None:
    assert _hosts([(0, 0, parent, 90_000_00), (0, 1, age, 0)]) == [0, host]


def test_a_parent_who_earns_nothing_has_no_plan_to_share() -> None:
    assert _hosts([(0, 0, 50, 0), (0, 1, 20, 5_000_00)]) == [0, 1]


def test_who_has_a_family_stays_with_it() -> None:
    assert _hosts([(0, 0, 50, 90_000_00), (0, 1, 22, 0), (0, 1, 1, 0)]) == [0, 1, 1]


def test_the_family_that_earns_most_is_the_parents_and_never_another_households() -> None:
    people = [(0, 0, 50, 10_000_00), (0, 1, 55, 80_000_00), (0, 2, 20, 0), (1, 3, 50, 99_000_00), (2, 4, 21, 0)]
    assert _hosts(people) == [0, 1, 1, 3, 4]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 80), st.integers(0, 2)), min_size=1, max_size=20
    )
)
def test_against_a_loop(drawn: list[tuple[int, int, int, int]]) -> None:
    drawn = sorted(drawn)
    house = {old: new for new, old in enumerate(dict.fromkeys(one[0] for one in drawn))}
    family = {old: new for new, old in enumerate(dict.fromkeys(one[:2] for one in drawn))}
    people = [(house[one[0]], family[one[:2]], one[2], one[3]) for one in drawn]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parents, "target", lambda path, day: LAW)
        found = _hosts(people)
    for row, (at, own, age, _) in enumerate(people):
        others = {one[1] for one in people if one[0] == at}
        wages = {one: sum(each[3] for each in people if each[1] == one) for one in others}
        eldest = {one: max(each[2] for each in people if each[1] == one) for one in others}
        may = [one for one in others if wages[one] > 0 and eldest[one] >= 19 + 17]
        best = max(may, key=lambda one: (wages[one], -one), default=own)
        alone = sum(one[1] == own for one in people) == 1
        child = best != own and alone and 19 <= age < 26 and 17 <= eldest[best] - age <= 45
        assert found[row] == (best if child else own)


def test_young_adults_are_mostly_under_an_employers_plan() -> None:
    people = population(2023)
    young = (people.age >= 19) & (people.age < 26)
    by_employer = np.isin(people.cover, EMPLOYERS)
    elsewhere = by_employer & (people.family[np.maximum(people.subscriber, 0)] != people.family)
    assert elsewhere.any()
    assert young[elsewhere].all()
    assert (people.cover[people.subscriber[elsewhere]] == people.cover[elsewhere]).all()
    share = people.weight[young & by_employer].sum() / people.weight[young].sum()
    masshealth = people.weight[young & (people.cover == PLANS.index("masshealth"))].sum() / people.weight[young].sum()
    assert share > masshealth

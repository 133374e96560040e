"""Who holds the policy that covers a family, by hand and against a loop over families."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.people.population import PLANS
from cleanbill.people.population import work as rule
from cleanbill.people.population.build import held_beside_targets
from cleanbill.people.population.work import FAMILY, SINGLE, policies

DAY = date(2023, 1, 1)
PLAN, MASSHEALTH = PLANS.index("employer"), PLANS.index("masshealth")


def _held(
    monkeypatch: pytest.MonkeyPatch, share_bp: int, people: list[tuple[int, int, int, int]]
) -> tuple[list[int], list[int]]:
    """Subscriber and tier of (family, age, wages, cover), where `share_bp` of second earners have their own policy."""
    found = rule.target
    share = {"couple_bp": share_bp, "with_children_bp": share_bp}
    monkeypatch.setattr(rule, "target", lambda path, day: share if path == rule.OWN else found(path, day))
    family, age, wages, cover = (np.array(column, np.int64) for column in zip(*people, strict=True))
    policies_now = policies(
        family, plan_of=family, age=age, wages=wages, cover=cover, copy_of=np.arange(len(people)), day=DAY
    )
    return policies_now.subscriber.tolist(), policies_now.tier.tolist()


COUPLE = [(0, 40, 50_000_00, PLAN), (0, 41, 90_000_00, PLAN)]


def test_a_couple_has_one_policy_or_two(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _held(monkeypatch, 0, COUPLE) == ([1, 1], [0, FAMILY])
    assert _held(monkeypatch, 10_000, COUPLE) == ([0, 1], [SINGLE, SINGLE])


def test_children_stay_with_the_better_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    with_child = [*COUPLE, (0, 8, 0, PLAN)]
    assert _held(monkeypatch, 10_000, with_child) == ([0, 1, 1], [SINGLE, FAMILY, 0])


def test_who_is_under_another_plan_has_no_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [(0, 40, 95_000_00, MASSHEALTH), (0, 41, 90_000_00, PLAN)]
    assert _held(monkeypatch, 10_000, people) == ([-1, 1], [0, SINGLE])


def test_a_minor_who_earns_holds_none_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [(0, 45, 90_000_00, PLAN), (0, 17, 3_000_00, PLAN)]
    assert _held(monkeypatch, 10_000, people) == ([0, 0], [FAMILY, 0])


def test_the_shares_bring_enrolment_to_what_is_published() -> None:
    enrolled = next(row for row in held_beside_targets() if row.name.startswith("employees in"))
    assert enrolled.met
    assert enrolled.status == "checked"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 4), st.integers(0, 90), st.integers(0, 3), st.sampled_from([PLAN, MASSHEALTH]), st.booleans()
        ),
        min_size=1,
        max_size=14,
    )
)
def test_against_a_loop_over_families(drawn: list[tuple[int, int, int, int, bool]]) -> None:
    # one person at a time: the best earner, of equals the oldest, of equals the first, holds the family's policy
    drawn = sorted(drawn, key=lambda one: one[0])
    numbers = {old: new for new, old in enumerate(dict.fromkeys(one[0] for one in drawn))}
    family = [numbers[one[0]] for one in drawn]
    policies_now = policies(
        np.array(family),
        plan_of=np.array(family),
        age=np.array([one[1] for one in drawn]),
        wages=np.array([one[2] for one in drawn]),
        cover=np.array([one[3] for one in drawn]),
        copy_of=np.arange(len(drawn)),
        day=DAY,
    )
    for row, one in enumerate(drawn):
        covered = [other for other in range(len(drawn)) if family[other] == family[row] and drawn[other][3] == PLAN]
        if one[3] != PLAN:
            assert policies_now.subscriber[row] == -1
            continue
        best = max(covered, key=lambda other: (drawn[other][2], drawn[other][1], -other))
        own = row != best and one[2] > 0 and one[1] >= 19
        assert policies_now.subscriber[row] in ({best, row} if own else {best})
    for row in range(len(drawn)):
        under = int((policies_now.subscriber == row).sum())
        assert policies_now.tier[row] == (0 if under == 0 else SINGLE if under == 1 else FAMILY)

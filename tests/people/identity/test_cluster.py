"""Links become people in one way, whatever their order, and no person holds two who contradict each other."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cleanbill.people.identity.cluster import Groups, Link, Pair, people
from cleanbill.people.identity.normalise import MERGED

RECORDS = 8
PAIRS = [*combinations(range(RECORDS), 2)]


@st.composite
def linked(draw: Any) -> tuple[list[Link], list[Pair]]:
    """Links among a few records, and other pairs that contradict."""
    chosen = draw(st.lists(st.sampled_from(PAIRS), unique=True, max_size=14))
    links = [Link(*pair, draw(st.integers(0, 3)), draw(st.booleans())) for pair in chosen]
    others = [pair for pair in PAIRS if pair not in chosen]
    return links, draw(st.lists(st.sampled_from(others), unique=True, max_size=10)) if others else []


def sets(groups: Groups) -> set[frozenset[int]]:
    of: dict[int, set[int]] = {}
    for one in range(RECORDS):
        of.setdefault(groups.of(one), set()).add(one)
    return {frozenset(each) for each in of.values()}


def slow(links: list[Link], contradictions: list[Pair]) -> set[frozenset[int]]:
    """The same by trying every pair: loose links in doubt left out, then the strongest first."""
    foes = {frozenset(pair) for pair in contradictions}
    loose = [frozenset(link.pair) for link in links if not link.firm]
    doubt = {
        frozenset(each)
        for middle in range(RECORDS)
        if any(
            pair - {middle} | other - {middle} in foes for pair in loose for other in loose if middle in pair & other
        )
        for each in loose
        if middle in each
    }
    found = [{one} for one in range(RECORDS)]
    for link in sorted(links, key=lambda link: (-link.weight, link.left, link.right)):
        left, right = (next(each for each in found if one in each) for one in link.pair)
        both = left | right
        if left is not right and frozenset(link.pair) not in doubt and not any(foe <= both for foe in foes):
            found = [each for each in found if each not in (left, right)] + [both]
    return {frozenset(each) for each in found}


@given(linked(), st.randoms(use_true_random=False))
def test_people_are_those_of_the_slow_way_in_any_order(made: tuple[list[Link], list[Pair]], chance: Any) -> None:
    links, contradictions = made
    wanted = slow(links, contradictions)
    chance.shuffle(links)
    chance.shuffle(contradictions)
    groups, outcomes = people(links, contradictions, [])
    assert sets(groups) == wanted
    assert all(groups.of(one) != groups.of(other) for one, other in contradictions)
    assert {pair for pair, outcome in outcomes.items() if outcome == MERGED} == {
        link.pair for link in links if groups.of(link.left) == groups.of(link.right)
    }


@given(linked())
def test_once_known_people_stay_as_they_are(made: tuple[list[Link], list[Pair]]) -> None:
    links, contradictions = made
    groups, outcomes = people(links, contradictions, [])
    known = [(groups.of(one), one) for one in range(RECORDS)]
    again, as_before = people(links, contradictions, known)
    assert (sets(again), as_before) == (sets(groups), outcomes)

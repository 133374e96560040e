"""A hold-out has exact counts, the same people whatever the order, and arms that never change."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import share_bp
from cleanbill.relief.holdout import (
    HELD,
    RELIEF,
    Assigned,
    Candidate,
    balance,
    detectable,
    draw,
    followed,
    left_out,
    stratum,
)

EXAMPLES = yaml.safe_load((Path(__file__).parent / "holdout.yaml").read_text("utf-8"))
DAY = date(2026, 11, 24)
FACES = {"under $500": 499_99, "under $2,000": 500_00, "under $10,000": 2_000_00, "$10,000 and more": 10_000_00}


def people_of(strata: dict[str, int]) -> list[Candidate]:
    found = []
    for name, count in strata.items():
        state, size = name.split(", ", 1)
        found += [Candidate(f"{name} {number}", state, None, FACES[size]) for number in range(count)]
    return found


@pytest.mark.parametrize("example", EXAMPLES["draws"], ids=lambda one: one["name"])
def test_worked_draws(example: dict[str, Any]) -> None:
    drawn = draw(people_of(example["people"]), share=example["share"], seed=7, drawn_on=DAY)
    assert Counter(one.stratum for one in drawn) == example["people"]
    assert Counter(one.stratum for one in drawn if one.arm == HELD) == example["held"]


PEOPLE = st.lists(
    st.builds(
        Candidate,
        st.integers(0, 300).map(lambda number: f"P{number}"),
        st.sampled_from(["MA", "MO", None]),
        st.sampled_from(["25025", "29019", None]),
        st.sampled_from([1, 60_000, 300_000, 2_000_000]),
        st.none() | st.integers(18, 90),
    ),
    max_size=120,
    unique_by=lambda one: one.person_id,
)


@settings(max_examples=150, deadline=None)
@given(PEOPLE, st.integers(1, 5_000), st.integers(0, 99), st.randoms(use_true_random=False))
def test_counts_are_exact_and_the_order_of_people_changes_nothing(
    people: list[Candidate], share: int, seed: int, order: random.Random
) -> None:
    drawn = draw(people, share=share, seed=seed, drawn_on=DAY)
    assert [one.person_id for one in drawn] == sorted(one.person_id for one in people)
    held = Counter(one.stratum for one in drawn if one.arm == HELD)
    assert sum(held.values()) == share_bp(len(people), share)
    sizes = Counter(stratum(one, "state") for one in people)
    for name, size in sizes.items():
        whole = share_bp(len(people), share) * size / len(people)
        assert whole - 1 < held[name] < whole + 1
    turned = list(people)
    order.shuffle(turned)
    assert draw(turned, share=share, seed=seed, drawn_on=DAY) == drawn


@settings(max_examples=100, deadline=None)
@given(PEOPLE, st.integers(0, 120), st.integers(1, 5_000), st.sampled_from(["state", "county"]))
def test_an_arm_never_changes(people: list[Candidate], first: int, share: int, by: str) -> None:
    earlier = {one.person_id: one for one in draw(people[:first], share=share, seed=1, drawn_on=DAY, by=by)}
    drawn = draw(people, share=share, seed=2, drawn_on=DAY, by=by, known=earlier)
    later = {one.person_id: one for one in drawn}
    assert len(later) == len(drawn) == len(people)
    assert {name: later[name] for name in earlier} == earlier
    new = [one for name, one in later.items() if name not in earlier]
    assert sum(one.arm == HELD for one in new) == share_bp(len(people[first:]), share)


def test_another_seed_draws_others_and_each_person_waits_about_as_often() -> None:
    people = people_of({"MA, under $500": 50})
    waits = Counter(
        one.person_id for seed in range(400) for one in draw(people, share=1_000, seed=seed, drawn_on=DAY)
        if one.arm == HELD
    )  # fmt: skip
    assert len(waits) == 50
    # of 400 draws each waits in 40 or so; 5 standard deviations are 5 x root of (400 x 0.1 x 0.9) = 30
    assert all(10 <= count <= 70 for count in waits.values())


def test_what_is_no_hold_out_is_refused() -> None:
    for share in (0, 5_001):
        with pytest.raises(CleanbillError, match="at most 50 %"):
            draw([], share=share, seed=1, drawn_on=DAY)
    with pytest.raises(CleanbillError, match="state or county"):
        draw([], share=10, seed=1, drawn_on=DAY, by="zip")
    assert draw([], share=10, seed=1, drawn_on=DAY) == []


def test_worked_balance() -> None:
    example = EXAMPLES["balance"]
    people, drawn = [], []
    for arm, faces in ((RELIEF, example["relief"]), (HELD, example["held"])):
        for face in faces:
            person = f"{arm} {face}"
            people.append(Candidate(person, "MA", None, face))
            drawn.append(Assigned(person, "s", arm, DAY, 1))
    debt, age, state = balance(people, drawn)
    assert (debt.relief, debt.held, debt.difference_bp) == (200, 300, example["difference_bp"])
    assert (age.relief, age.held, age.difference_bp) == (None, None, None)  # no age is known
    assert (state.measure, state.relief, state.held, state.difference_bp) == ("lives in MA", 1, 1, None)
    assert balance(people[::-1], drawn) == [debt, age, state]


@pytest.mark.parametrize("example", EXAMPLES["detectable"], ids=lambda one: str(one["held"]))
def test_worked_effects(example: dict[str, int]) -> None:
    found = detectable(example["relief"], example["held"], reached_bp=example["reached_bp"])
    keys = ("deviations_bp", "share_bp", "of_reached_share_bp")
    assert {key: getattr(found, key) for key in keys} == {key: example[key] for key in keys}


def test_an_effect_of_nobody_is_none() -> None:
    with pytest.raises(CleanbillError, match="both arms"):
        detectable(10, 0)
    with pytest.raises(CleanbillError, match="power"):
        detectable(10, 10, power_bp=10_000)


def test_all_accounts_of_who_waits_are_left_out_and_no_others(engine: Any) -> None:
    from cleanbill.core.tables import ibis_schema  # noqa: PLC0415 (beside the engine it is for)
    from cleanbill.relief.tables import Decision  # noqa: PLC0415

    accounts = ibis.memtable({"holder": ["H"] * 4, "account_id": list("abcd"), "patient_id": ["p", "p", "q", "r"]})
    drawn = ibis.memtable({"person_id": ["p", "q"], "arm": [HELD, RELIEF]})
    kinds = ibis_schema(Decision)
    decided = ibis.memtable(
        {"holder": ["H"] * 4, "account_id": list("abcd"), "qualifies": [True, False, True, True],
         "reason": ["income", "neither", "income", "debt share"]}
    )  # fmt: skip
    decided = decided.mutate(**{name: ibis.null(kind) for name, kind in kinds.items() if name not in decided.columns})
    told = left_out(decided, accounts, drawn).select("account_id", "qualifies", "reason")
    rows = sorted(tuple(row.values()) for row in engine.to_pyarrow(told).to_pylist())
    assert rows == [
        ("a", False, "held out"), ("b", False, "neither"), ("c", True, "income"), ("d", True, "debt share")
    ]  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES["followed"], ids=lambda one: one["name"])
def test_a_draw_holds_of_ids_that_became_one(example: dict[str, Any], engine: Any) -> None:
    for order in (1, -1):
        names = ("person_id", "arm", "drawn_on", "seed", "stratum")
        drawn = ibis.memtable([dict(zip(names, [*row, "MA"], strict=True)) for row in example["drawn"][::order]])
        told = engine.to_pyarrow(followed(drawn, example["became"])).to_pylist()
        rows = sorted([row[name] for name in names[:4]] for row in told)
        assert rows == example["then"]

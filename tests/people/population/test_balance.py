"""Entropy balancing meets its targets with the weights nearest to the start, and says no to none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.people.population.fit import balanced


def distance(weight: np.ndarray, start: np.ndarray) -> float:
    return float((weight * np.log(weight / start) - weight + start).sum())


def test_one_margin_scales_the_start() -> None:
    # two rows of 1 and 3, both count: 4 becomes 8, so both double
    assert balanced(np.ones((2, 1)), np.array([1.0, 3.0]), np.array([8.0])) == pytest.approx([2.0, 6.0], rel=1e-6)


def test_two_margins_as_raking_has_them() -> None:
    # a 2 x 2 table of ones, rows to 3 and 1, columns to 2 and 2: each cell is row x column / 4
    rows = np.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]], float)
    weight = balanced(rows, np.ones(4), np.array([3.0, 1.0, 2.0, 2.0]))
    assert weight == pytest.approx([1.5, 1.5, 0.5, 0.5], rel=1e-5)


@given(st.integers(0, 10_000), st.integers(5, 30), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_targets_are_met_by_the_nearest_weights_there_are(seed: int, rows: int, targets: int) -> None:
    draw = np.random.default_rng(seed)
    columns = draw.integers(0, 4, (rows, targets)).astype(float)
    start = draw.uniform(0.5, 100, rows)
    wanted = (start * draw.uniform(0.7, 1.4, rows)) @ columns  # a target that some weights meet
    weight = balanced(columns, start, wanted)
    assert (weight > 0).all()
    assert weight @ columns == pytest.approx(wanted, rel=1e-4, abs=1e-6)
    # no other weights that meet them are nearer: walk along what changes no target
    _, singular, right = np.linalg.svd(columns.T)
    free = right[int((singular > 1e-9).sum()) :]
    for _ in range(5):
        if not len(free):
            break
        step = draw.normal(size=len(free)) @ free
        step *= 0.1 * weight.min() / np.abs(step).max()
        for other in (weight + step, weight - step):
            assert distance(other, start) >= distance(weight, start) - 1e-6 * start.sum()


def test_a_target_that_nothing_brings_is_missed_and_spoils_no_other() -> None:
    columns = np.array([[1.0, 0.0], [1.0, 0.0]])
    weight = balanced(columns, np.array([1.0, 1.0]), np.array([6.0, 5.0]))
    assert weight == pytest.approx([3.0, 3.0], rel=1e-5)


def test_the_scale_of_a_target_makes_no_difference() -> None:
    columns = np.array([[1.0, 2.0], [1.0, 5.0], [1.0, 9.0]])
    start, wanted = np.ones(3), np.array([4.0, 16.0])
    scale = np.array([1.0, 1e9])
    assert balanced(columns * scale, start, wanted * scale) == pytest.approx(balanced(columns, start, wanted), rel=1e-6)

"""Weighted draws: in proportion, and never an entry of no weight."""

from __future__ import annotations

import numpy as np

from cleanbill.care.generator.events import _steps, counts, weighted
from cleanbill.care.generator.expectation import expected
from cleanbill.care.tables import BENEFITS


def test_draws_follow_weights_within_each_list() -> None:
    lists = weighted([[0, 3, 1], [1]])
    draw = np.random.default_rng(1)
    place = lists.place(np.zeros(40_000, dtype=np.int64), draw.random(40_000))
    assert set(place.tolist()) == {1, 2}
    assert abs(float((place == 1).mean()) - 0.75) < 0.01
    assert set(lists.place(np.ones(100, dtype=np.int64), draw.random(100)).tolist()) == {0}


def test_edges_of_the_uniform_draw() -> None:
    lists = weighted([[1, 1], [0, 1]])
    group = np.array([0, 0, 1, 1])
    assert lists.place(group, np.array([0.0, 1 - 1e-12, 0.0, 1 - 1e-12])).tolist() == [0, 1, 1, 1]


def test_counts_have_the_cells_mean_and_users() -> None:
    cell = np.full(200_000, 4 * 12 + 6 + 4)  # women of 65+ under Medicare and private cover
    found = counts(cell, np.random.default_rng(3))
    assert np.allclose(found.mean(axis=0), expected().events[cell[0]], rtol=0.04)
    assert np.allclose((found > 0).mean(axis=0), expected().users[cell[0]], rtol=0.03)


def test_care_clusters_in_the_sick() -> None:
    found = counts(np.full(100_000, 3 * 12), np.random.default_rng(4))
    stay = found[:, BENEFITS.index("inpatient")] > 0
    for benefit in ("emergency", "office", "drugs"):
        column = found[:, BENEFITS.index(benefit)]
        assert column[stay].mean() > 1.5 * column[~stay].mean()


def test_steps_rise() -> None:
    assert np.all(np.diff(_steps(4 * 12, 0)) > 0)

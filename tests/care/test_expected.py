"""The fitted cells add up to the published margins on the national composition."""

from __future__ import annotations

import numpy as np
import pytest

from cleanbill.care.generator.expectation import (
    AGE_GROUPS,
    COVER_CLASSES,
    SEXES,
    SHAPE,
    Floats,
    composition,
    expected,
    published,
)
from cleanbill.care.tables import BENEFITS

WITHIN = 0.02  # the margins do not agree among themselves to better than this (65+ without Medicare is left out)


def mean(rate: Floats, axes: tuple[int, ...]) -> Floats:
    """Population mean over axes of (age, sex, cover) of a rate by cell."""
    people = composition()[..., None]
    weight = np.maximum(people.sum(axis=axes), 1e-9)  # no one is under Medicare before 65
    return np.asarray((rate.reshape(*SHAPE, -1) * people).sum(axis=axes) / weight)


def close(found: Floats, target: Floats, within: float = WITHIN) -> bool:
    """All printed figures within a share of their target."""
    got = ~np.isnan(target)
    return bool(np.all(np.abs(found[got] / target[got] - 1) <= within))


def test_dollars_by_age_and_benefit() -> None:
    target = published("meanEXP0__event__agegrps", BENEFITS, AGE_GROUPS).T
    assert close(mean(expected().dollars, (1, 2)), target, 0.04)


def test_dollars_by_cover_and_benefit() -> None:
    target = published("meanEXP0__event__insurance", BENEFITS, COVER_CLASSES).T
    assert close(mean(expected().dollars, (0, 1)), target)


def test_dollars_by_age_and_sex() -> None:
    total = expected().dollars.sum(axis=1)
    assert close(mean(total, (2,))[..., 0], published("meanEXP0__agegrps__sex", AGE_GROUPS, SEXES))


def test_dollars_by_age_and_cover() -> None:
    total = expected().dollars.sum(axis=1)
    target = published("meanEXP0__agegrps__insurance", AGE_GROUPS, COVER_CLASSES)
    assert close(mean(total, (1,))[..., 0], target, 0.05)


def test_users_by_age_and_benefit() -> None:
    target = published("pctEXP__event__agegrps", BENEFITS, AGE_GROUPS).T / 100
    assert close(mean(expected().users, (1, 2)), target)


def test_a_doubled_cell_would_be_seen() -> None:
    wrong = expected().dollars.copy()
    wrong[:12] *= 2
    assert not close(mean(wrong, (1, 2)), published("meanEXP0__event__agegrps", BENEFITS, AGE_GROUPS).T, 0.04)


@pytest.mark.parametrize("of", ["events", "dollars", "users"])
def test_every_cell_has_a_positive_figure(of: str) -> None:
    assert np.all(getattr(expected(), of) > 0)
    assert np.all(expected().users < 1)


def test_the_composition_is_the_nations() -> None:
    assert composition().sum() == pytest.approx(326_328, rel=0.004)  # less 871 thousand of 65+ without Medicare

"""The elasticity of use, computed anew from the RAND experiment's own data."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from cleanbill.financing.forgone import use_at
from cleanbill.law import parameter

HELD = parameter("us/rand_experiment").at(date(2026, 1, 1))


@pytest.fixture(scope="module")
def visits() -> dict[str, float]:
    """Mean visits to doctors a person-year, by plan."""
    data: Any = pytest.importorskip("statsmodels.datasets.randhie", reason="statsmodels is not installed").load_pandas()
    coinsurance = np.rint(np.expm1(data.data["lncoins"]))
    own, seen = data.data["idp"] == 1, data.data["mdvis"]
    assert len(seen) == 20_190
    return {
        "zero": seen[coinsurance == 0].mean(),
        "free": seen[(coinsurance == 0) & ~own].mean(),
        **{str(rate): seen[coinsurance == rate].mean() for rate in (25, 50, 95)},
    }


def arc(use: tuple[float, float], price: tuple[float, float]) -> float:
    """Change over the mean of both, in use and in price."""
    changes = [(after - before) / ((after + before) / 2) for before, after in (use, price)]
    return changes[0] / changes[1]


def test_visits_by_plan_are_those_of_the_data(visits: dict[str, float]) -> None:
    assert {plan: round(1000 * mean) for plan, mean in visits.items()} == HELD["visits"]


def test_arc_elasticities(visits: dict[str, float]) -> None:
    zero = arc((visits["zero"], visits["95"]), (0, 0.95))
    free = arc((visits["free"], visits["95"]), (0, 0.95))
    between = arc((visits["25"], visits["95"]), (0.25, 0.95))
    assert round(zero, 2) == -0.19
    assert round(between, 2) == -0.24
    held = {"zero_to_95": zero, "free_to_95": free, "25_to_95": between}
    assert {name: round(10_000 * value) for name, value in held.items()} == HELD["visits_arc_bp"]


def test_the_line_between_free_care_and_95_percent_lies_near_the_plans_between(visits: dict[str, float]) -> None:
    e = np.array(-0.1933)
    for rate in (25, 50):
        on_the_line = visits["zero"] * use_at(np.array(rate / 100), e)
        assert on_the_line == pytest.approx(visits[str(rate)], rel=0.03)


def test_at_95_percent_the_line_is_the_arc() -> None:
    free = 1 / float(use_at(np.array(0.95), np.array(-0.2)))
    assert free == pytest.approx(1.2 / 0.8)  # (1 + e) / (1 - e)
    assert arc((free, 1.0), (0, 0.95)) == pytest.approx(-0.2)

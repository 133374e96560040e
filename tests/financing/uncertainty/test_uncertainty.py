"""Draws stay in their ranges and are the same everywhere; the tornado moves one range at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.financing.budget import scenario
from cleanbill.financing.uncertainty import REVENUE, Range, changes, monte_carlo, ranges, tornado

ENDS = st.lists(st.integers(-10_000, 10_000), min_size=3, max_size=3).map(sorted)


@given(ENDS, st.lists(st.floats(0, 0.999999), min_size=1, max_size=50))
@settings(max_examples=100, deadline=None)
def test_draws_lie_within_and_follow_the_triangles_distribution(ends: list[int], lots: list[float]) -> None:
    low, likely, high = ends
    drawn = Range("x", "x", low, likely, high).drawn(np.array(lots))
    assert drawn.min() >= low
    assert drawn.max() <= high
    for lot, value in zip(lots, drawn.tolist(), strict=True):
        # the distribution function at half a basis point to either side has the lot between
        assert _below(value - 0.51, low, likely, high) <= lot + 1e-9
        assert _below(value + 0.51, low, likely, high) >= lot - 1e-9


def _below(value: float, low: int, likely: int, high: int) -> float:
    if value <= low:
        return 0.0
    if value >= high:
        return 1.0
    if value <= likely and likely > low:
        return (value - low) ** 2 / ((high - low) * (likely - low))
    return 1 - (high - value) ** 2 / ((high - low) * (high - likely))


def test_the_likeliest_values_are_the_default_scenario_and_all_levers_exist() -> None:
    levers, revenue_bp = changes({each.path: each.likely for each in ranges()})
    assert scenario(levers) == scenario()
    assert revenue_bp == 10_000
    for each in ranges():
        assert each.low <= each.likely <= each.high
        assert each.low < each.high
        if each.path != REVENUE:
            scenario(changes({each.path: each.low})[0])
            scenario(changes({each.path: each.high})[0])


OVER = (Range("a", "A", 0, 10, 20), Range("b", "B", 0, 0, 100))


def toy(values: dict[str, int]) -> dict[str, int]:
    return {"sum": values["a"] + values["b"], "a": values["a"] - 10}


def test_spreads_are_of_values_that_were_drawn() -> None:
    by_name = {each.measure: each for each in monte_carlo(toy, OVER, 400, seed=3)}
    a = by_name["a"]
    assert a.draws == 400
    assert -10 <= a.p5 <= a.p25 <= a.median <= a.p75 <= a.p95 <= 10
    assert abs(a.mean) <= 1
    assert 4_000 < a.below_zero_bp < 5_500
    assert by_name["sum"].below_zero_bp == 0


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    assert monte_carlo(toy, OVER, 50, seed=3) == monte_carlo(toy, OVER, 50, seed=3)
    assert monte_carlo(toy, OVER, 50, seed=3) != monte_carlo(toy, OVER, 50, seed=4)


def test_these_are_the_draws_of_seed_1() -> None:
    seen: list[int] = []
    monte_carlo(lambda values: {"a": seen.append(values["a"]) or 0}, OVER[:1], 20, seed=1)
    longer: list[int] = []
    monte_carlo(lambda values: {"a": longer.append(values["a"]) or 0}, OVER[:1], 40, seed=1)
    assert longer[:20] == seen


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(CleanbillError, match="20 or more"):
        monte_carlo(toy, OVER, 19, seed=1)


def test_the_tornado_moves_one_range_and_puts_the_widest_first() -> None:
    first, second = tornado(toy, OVER, "sum")
    assert (first.path, first.at_low, first.at_likely, first.at_high) == ("b", 10, 10, 110)
    assert (second.path, second.at_low, second.at_likely, second.at_high) == ("a", 0, 10, 20)
    assert [first.width, second.width] == [100, 20]

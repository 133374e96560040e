"""How use answers to its price: worked sums, exact and in floats alike."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.financing.forgone import dearest, use_at


@pytest.mark.parametrize(
    ("price", "elasticity", "more"),
    [
        # e = 0.2: use at 95 % is 0.8 / 1.2 = 2/3 of free use, so a point of price takes (1/3) / 0.95 = 0.35088 of it.
        (0.95, -0.2, 1.5),
        (0.10, -0.2, 1 / (1 - 0.1 * (1 / 3) / 0.95)),  # 1.0364
        (1.00, -0.1, 1 / (1 - (1 - 0.9 / 1.1) / 0.95)),
        (0.30, 0.0, 1.0),
        (0.00, -0.2, 1.0),
    ],
)
def test_worked_sums(price: float, elasticity: float, more: float) -> None:
    assert 1 / float(use_at(np.array(price), np.array(elasticity))) == pytest.approx(more)


def test_the_arc_from_todays_price_itself_would_rise_alike_whatever_the_price() -> None:
    """Why the line is used: the arc gives 1.5 at 25 % as at 95 %, where the experiment gives 1.12."""
    at_quarter = 1 / float(use_at(np.array(0.25), np.array(-0.2)))
    assert at_quarter == pytest.approx(3_124 / 2_787, abs=0.03)


@given(st.integers(0, 10_000), st.integers(-9_999, 0))
def test_fractions_and_floats_agree_and_the_dearest_plan_is_the_arc(share_bp: int, arc_bp: int) -> None:
    share, elasticity = Fraction(share_bp, 10_000), Fraction(arc_bp, 10_000)
    floats = use_at(np.array(float(share)), np.array(float(elasticity)))
    assert float(floats) == pytest.approx(float(use_at(share, elasticity)), abs=1e-9)
    assert use_at(dearest(), elasticity) == (1 + elasticity) / (1 - elasticity)
    assert use_at(Fraction(0), elasticity) == 1

"""Equal draws of weighted years, and input that cannot be used."""

from __future__ import annotations

import numpy as np
import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.financing.medical_debt import debt_flow, debt_path, equal_years
from tests.financing.owing.stand_in import out_of_pocket, residents

WEIGHT = np.array([0.5, 0.25, 0.25])


def test_each_person_has_the_years_as_often_as_they_weigh() -> None:
    cents = np.array([[0, 100, 1000], [7, 7, 7]])
    drawn = equal_years(cents, WEIGHT, seed=1, draws=8)
    assert sorted(drawn[0]) == [0, 0, 0, 0, 100, 100, 1000, 1000]
    assert list(drawn[1]) == [7] * 8


def test_members_of_a_family_do_not_fare_alike() -> None:
    cents = np.tile([0, 0, 1000], (4000, 1))
    drawn = equal_years(cents, WEIGHT, seed=1, draws=8).astype(float)
    both = np.corrcoef(drawn[:2000].ravel(), drawn[2000:].ravel())[0, 1]
    assert abs(both) < 0.05


def test_the_same_seed_draws_the_same() -> None:
    cents = np.arange(300).reshape(100, 3)
    np.testing.assert_array_equal(equal_years(cents, WEIGHT, seed=5), equal_years(cents, WEIGHT, seed=5))
    assert (equal_years(cents, WEIGHT, seed=5) != equal_years(cents, WEIGHT, seed=6)).any()


def test_spending_of_other_people_is_told() -> None:
    with pytest.raises(CleanbillError, match="rows"):
        debt_flow(residents(), out_of_pocket()[:-1])


def test_a_refund_is_told() -> None:
    with pytest.raises(CleanbillError, match="below 0"):
        debt_flow(residents(), out_of_pocket() - 1)


@pytest.mark.parametrize("part", [-1, 10_001])
def test_a_part_that_is_none_is_told(part: int) -> None:
    flow = debt_flow(residents(), out_of_pocket())
    with pytest.raises(CleanbillError, match="basis points"):
        debt_path(flow, 1, bought_bp={2023: part})

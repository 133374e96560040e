"""The scale that ships is that of the population, and a household alone needs no more."""

from __future__ import annotations

import pytest

from cleanbill.core.errors import BadInput
from cleanbill.financing.spending import scale_to_state, state_scale
from cleanbill.people.population import population


@pytest.mark.parametrize("year", [2023, 2030])
def test_it_is_the_populations(year: int) -> None:
    held, found = state_scale(year), scale_to_state(population(year))
    wrong = "run python -m scripts.scale_spending: the population, the accounts or the settled years have changed"
    assert held.cover == pytest.approx(found.cover, abs=1e-6), wrong
    assert held.service == pytest.approx(found.service, abs=1e-6), wrong


def test_a_year_without_a_scale_is_told_with_those_there_are() -> None:
    with pytest.raises(BadInput) as told:
        state_scale(2019)
    assert "2023 to 2030" in str(told.value)

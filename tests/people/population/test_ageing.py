"""Later years: as many people by age as stated, by weights near the base year's, and what goes with age goes along."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cleanbill.law import parameter
from cleanbill.people.population import PLANS, population
from cleanbill.people.population.build import people_by_age
from cleanbill.people.population.survey import HUNDREDTHS

MEDICARE = [place for place, plan in enumerate(PLANS) if plan.startswith("medicare")]


def test_ages_grow_as_the_nations_and_all_people_as_the_state() -> None:
    # 2030, per 10,000 of 2023: of 75 to 79 the nation has 12,621 and of 55 to 59 9,468, so in the State the first band
    # grows by 12,621 / 9,468 of the second; all together are 1.0212 of 7,001,399
    now, later = parameter("states/ma/population").at(date(2023, 7, 1)), people_by_age(date(2030, 7, 1))
    assert (later[75] / now[75]) / (later[55] / now[55]) == pytest.approx(12_621 / 9_468)
    assert sum(later.values()) == pytest.approx(7_001_399 * 1.0212)


@pytest.mark.parametrize("year", [2024, 2030])
def test_a_later_year_has_the_stated_people_of_each_age(year: int) -> None:
    people, wanted = population(year), people_by_age(date(year, 7, 1))
    starts = sorted(wanted)
    band = np.searchsorted(starts, people.age, side="right") - 1
    found = np.bincount(band, people.weight) / HUNDREDTHS
    assert found == pytest.approx([wanted[start] for start in starts], rel=1e-4)
    first = np.flatnonzero(np.diff(people.house, prepend=-1))
    assert (people.weight == people.weight[first][people.house]).all()


def test_more_people_are_on_medicare_as_the_state_ages() -> None:
    first, last = (population(year) for year in (2023, 2030))
    enrolled = [people.weight[np.isin(people.cover, MEDICARE)].sum() / HUNDREDTHS for people in (first, last)]
    assert enrolled[0] == pytest.approx(1_262_173, rel=1e-4)
    assert enrolled[1] > 1.05 * enrolled[0]


def test_weights_change_by_a_factor_a_person_of_each_age_and_by_nothing_else() -> None:
    # of all weights that have the wanted ages, those nearest to the base year's: start x product of factors of people
    first, last = (population(year) for year in (2023, 2030))
    starts = sorted(people_by_age(date(2030, 7, 1)))
    band = np.searchsorted(starts, first.age, side="right") - 1
    houses = int(first.house[-1]) + 1
    counts = np.bincount(first.house * len(starts) + band, minlength=houses * len(starts)).reshape(houses, -1)
    head = np.flatnonzero(np.diff(first.house, prepend=-1))
    log_ratio = np.log(last.weight[head] / first.weight[head])
    factors = np.linalg.lstsq(counts, log_ratio, rcond=None)[0]
    nearest = first.weight[head] * np.exp(counts @ factors)
    assert np.abs(last.weight[head] - nearest).max() < 1  # weights are whole hundredths

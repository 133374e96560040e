"""Nobody has care before birth."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cleanbill.care import generate
from cleanbill.care.generator.events import born_day, since_birth
from cleanbill.people import assign_cover, residents

TODAY = date(2024, 12, 31)


def test_care_begins_at_birth() -> None:
    person = residents(20_000, seed=2, today=TODAY)
    cover = assign_cover(person, seed=2, start=date(2024, 1, 1), end=TODAY)
    lines = generate(person, cover, seed=2, year=2024)
    born = person.select(["person_id", "birth_date"])
    both = lines.select(["person_id", "service_date"]).join(born, "person_id")
    newborn = both.filter(pc.equal(pc.year(both["birth_date"]), 2024))
    assert newborn.num_rows > 500
    assert pc.all(pc.greater_equal(both["service_date"], both["birth_date"])).as_py()
    assert pc.max(newborn["service_date"]).as_py() > date(2024, 12, 1)


@pytest.mark.parametrize("born", [0, 1, 100, 358, 364, 365])
def test_days_fill_what_is_left_of_the_year(born: int) -> None:
    day = np.arange(366)
    moved = since_birth(day, np.full(366, born), 2024)
    assert moved.min() >= born
    assert moved.max() <= 365
    if born == 0:
        assert (moved == day).all()
    if born <= 359:  # a whole week is left
        assert ((moved - day) % 7 == 0).all(), "offices stay shut on Sundays"
        assert len(set(moved.tolist())) >= 366 - born - 6


def test_a_birth_outside_the_year_is_at_its_ends() -> None:
    births = pa.array([date(1980, 5, 1), date(2024, 1, 1), date(2024, 2, 1), date(2025, 3, 1)])
    assert born_day(births, 2024).tolist() == [0, 0, 31, 365]

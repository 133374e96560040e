"""Ages in years from spans of age, bands of age, and dates of birth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cleanbill.people.chance import Floats, Ints

TOP_CODE = 85  # the survey's code for any age from here


def draw_ages(low: Ints, high: Ints, draw: Floats) -> Ints:
    """An age within each span, both ends included; even, but thinning towards the oldest from 85."""
    thinned = np.where(low == TOP_CODE, draw * draw, draw)
    return np.asarray(low + (thinned * (high - low + 1)).astype(np.int64))


def band_shares(low: Ints, high: Ints, starts: Sequence[int]) -> Floats:
    """How much of each span of ages lies in each band: people x bands, rows add up to 1.

    `starts` are the first ages of the bands; the last band has no end.
    """
    ends = [*starts[1:], 1_000]
    years = [
        np.clip(np.minimum(high + 1, end) - np.maximum(low, start), 0, None)
        for start, end in zip(starts, ends, strict=True)
    ]
    return np.asarray(np.stack(years, axis=1) / (high - low + 1)[:, None])


def birth_dates(age: Ints, draw: Floats, today: date) -> NDArray[np.datetime64]:
    """Dates on which people who are of `age` today may have been born, any of the 365 with the same chance."""
    year = today.year - np.arange(0, age.max(initial=0) + 1)
    last = np.array([_same_day(int(y), today) for y in year], dtype="datetime64[D]")
    birthday: NDArray[np.datetime64] = last[age] - (draw * 365).astype(np.int64)
    return birthday


def ages_on(birth: NDArray[np.datetime64], day: date) -> Ints:
    """Whole years lived by `day`; 0 for who is born later."""
    months = birth.astype("datetime64[M]")
    years = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    dom = (birth - months).astype(np.int64) + 1
    before = (month > day.month) | ((month == day.month) & (dom > day.day))
    return np.asarray(np.maximum(day.year - years - before, 0))


def _same_day(year: int, day: date) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)

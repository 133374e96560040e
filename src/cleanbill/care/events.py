"""A year's events of a block of people: who, what kind, on which day, for how much.

In: cells, and a generator of random numbers. Out: events in no order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleanbill.care.cells import Ints
from cleanbill.care.frailty import counts
from cleanbill.care.meps import Floats, data_file
from cleanbill.care.spending import event_factors, person_prices
from cleanbill.care.tables import BENEFITS
from cleanbill.care.weighted import Weighted, weighted

EMERGENCY, INPATIENT = BENEFITS.index("emergency"), BENEFITS.index("inpatient")


@dataclass(frozen=True, slots=True)
class Events:
    """One entry an event: person (row number), benefit (number), dollars allowed in 2018, its own noise.

    `counts` is (people, benefits); events stand by benefit, then person.
    """

    who: Ints
    benefit: Ints
    dollars: Floats
    noise: Floats
    counts: npt.NDArray[np.int32]


def draw_events(cell: Ints, draw: np.random.Generator) -> Events:
    """The events of a year for people in `cell`, with the care of 2018 in dollars of 2018."""
    number = counts(cell, draw)
    prices = person_prices(cell, draw)
    flat = np.repeat(np.arange(prices.size), number.T.ravel())
    benefit, who = np.divmod(flat, max(len(cell), 1))
    noise = draw.standard_normal(len(flat))
    return Events(who, benefit, prices.ravel()[flat] * event_factors(benefit, noise), noise, number)


def days(events: Events, year: int, draw: np.random.Generator) -> Ints:
    """Day of the year of each event, from 0; the first emergency visit is on the day of a first stay, if any."""
    day = _calendar(year).place(events.benefit, draw.random(len(events.who)))
    emergency, inpatient = events.counts[:, EMERGENCY], events.counts[:, INPATIENT]
    both = np.flatnonzero((emergency > 0) & (inpatient > 0))
    first = np.cumsum(events.counts.T.ravel()) - events.counts.T.ravel()
    people = len(events.counts)
    day[first[EMERGENCY * people + both]] = day[first[INPATIENT * people + both]]
    return day


def born_day(birth_date: pa.Array | pa.ChunkedArray, year: int) -> Ints:
    """Day of the year, from 0, on which each was born, at most its last; 0 for those born before the year."""
    born = birth_date.cast(pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False).astype(np.int64)
    first = (date(year, 1, 1) - date(1970, 1, 1)).days
    within: Ints = np.clip(born - first, 0, _length(year) - 1)
    return within


def since_birth(day: Ints, born: Ints, year: int) -> Ints:
    """Days drawn over the whole year, moved into what is left of it after birth, on the same day of the week.

    A birth in the last week of the year leaves not every day of the week: the nearest is taken.
    """
    length = _length(year)
    squeezed = born + day * (length - born) // length
    same_weekday = squeezed + (day - squeezed) % 7
    within = np.where(same_weekday < length, same_weekday, same_weekday - 7)
    moved: Ints = np.where(born == 0, day, np.maximum(within, born))
    return moved


def _length(year: int) -> int:
    return date(year + 1, 1, 1).toordinal() - date(year, 1, 1).toordinal()


@cache
def _calendar(year: int) -> Weighted:
    """The weight of each day of a year for each benefit."""
    first = date(year, 1, 1).weekday()
    weekday = (first + np.arange(_length(year))) % 7
    return weighted([np.array(data_file("shape")["weekday"][benefit])[weekday] for benefit in BENEFITS])

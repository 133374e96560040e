"""A year's events of a block of people: who, what kind, on which day, for how much.

In: cells, and a generator of random numbers. Out: events in no order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

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


@cache
def _calendar(year: int) -> Weighted:
    """The weight of each day of a year for each benefit."""
    first = date(year, 1, 1).weekday()
    length = date(year + 1, 1, 1).toordinal() - date(year, 1, 1).toordinal()
    weekday = (first + np.arange(length)) % 7
    return weighted([np.array(data_file("shape")["weekday"][benefit])[weekday] for benefit in BENEFITS])

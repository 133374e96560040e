"""A year's events of a block of people: who, what kind, on which day, for how much.

In: cells, and a generator of random numbers. Out: events in no order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleanbill.care.generator.expectation import CELLS, COVER_CLASSES, SEXES, Floats, Ints, data_file, expected
from cleanbill.care.tables import BENEFITS

# Draws from many weighted lists at once: one sorted search for all of them.


@dataclass(frozen=True, slots=True)
class Weighted:
    """Lists laid end to end: `edges` of list g run from g to g + 1; `first` is where it begins."""

    edges: Floats
    first: Ints

    def draw(self, group: Ints, uniform: Floats) -> npt.NDArray[np.intp]:
        """Place in the laid-out lists, for each group number and uniform draw in [0, 1)."""
        return np.searchsorted(self.edges, group + uniform, side="right")

    def place(self, group: Ints, uniform: Floats) -> Ints:
        """The same, counted from 0 within the group's list."""
        return self.draw(group, uniform) - self.first[group]


def weighted(lists: Sequence[Sequence[float] | Floats]) -> Weighted:
    """Lays out lists of weights; an entry of weight 0 is never drawn."""
    edges = []
    for group, weights in enumerate(lists):
        share = np.cumsum(weights) / np.sum(weights)
        share[-1] = 1.0
        edges.append(group + share)
    sizes = np.array([len(weights) for weights in lists])
    return Weighted(np.concatenate(edges), np.cumsum(sizes) - sizes)


# Codes for generated lines, from data/codes.yaml: of real shape, no CPT.
#
# In: benefit, line number, patient and noise of each line. Out: row numbers
# into one list of (system, code).


INPATIENT = BENEFITS.index("inpatient")
PATIENTS = ("child", "mother", "other")
STAYS = 2 * len(BENEFITS)  # groups of codes: benefit x (first line, others), then one per kind of patient


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Every code once per group; `lists` draws a row number."""

    system: pa.Array
    code: pa.Array
    lists: Weighted
    place_of_service: pa.Array


@cache
def code_book() -> CodeBook:
    """The codes as arrays for drawing from."""
    codes = data_file("codes")
    groups = [_listed(codes[benefit].get(which, {})) for benefit in BENEFITS for which in ("first", "next")]
    shares: list[Any] = [1 / np.arange(1, len(group) + 1) for group in groups]
    for patient in PATIENTS:
        groups.append([("MS-DRG", group) for group, _, _ in codes["drg"][patient]])
        shares.append([share for _, _, share in codes["drg"][patient]])
    rows = [row for group in groups for row in group]
    place = pa.array([codes["place_of_service"][benefit] for benefit in BENEFITS])
    return CodeBook(pa.array([s for s, _ in rows]), pa.array([c for _, c in rows]), weighted(shares), place)


def draw_codes(benefit: Ints, first_line: Ints, cell: Ints, noise: Floats, uniform: Floats) -> Ints:
    """Row number in the code book for each line; on a stay's first line the group follows its price."""
    stay = (benefit == INPATIENT) & (first_line == 1)
    group = 2 * benefit + (1 - first_line)
    group[stay] = STAYS + _patient(cell[stay])
    uniform = uniform.copy()
    uniform[stay] = 1 / (1 + np.exp(-1.702 * noise[stay]))  # close to the normal distribution's rank
    return code_book().lists.draw(group, np.minimum(uniform, 1 - 1e-9))


def _patient(cell: Ints) -> Ints:
    age, female = cell // (2 * len(COVER_CLASSES)), cell // len(COVER_CLASSES) % 2
    kind: Ints = np.where(age == 0, 0, np.where((age == 2) & (female == 1), 1, 2))
    return kind


def _listed(systems: dict[str, Any]) -> list[tuple[str, str]]:
    """(system, code) of one list, the systems' codes in turn; an empty list holds one entry never drawn."""
    columns = [
        [(system, code) for code in (codes if isinstance(codes, list) else _made_up_drugs(codes))]
        for system, codes in systems.items()
    ]
    longest = max((len(column) for column in columns), default=0)
    return [column[n] for n in range(longest) for column in columns if n < len(column)] or [("REV", "0000")]


def _made_up_drugs(number: int) -> list[str]:
    return [f"00000{n:04d}01" for n in range(1, number + 1)]


# How unequal use is: correlated counts of events for each person.
#
# In: a cell for each person. Out: counts (people, benefits). Counts are
# negative binomial with the cell's mean and share of users, tied together by a
# Gaussian copula: one latent sickness that each benefit follows more or less.


TAIL = 1e-7  # counts rarer than this are drawn as the largest that is not


def counts(cell: Ints, draw: np.random.Generator) -> npt.NDArray[np.int32]:
    """Events of each person, (people, benefits)."""
    loading = np.array([data_file("shape")["loading"][b] for b in BENEFITS])
    sickness = draw.standard_normal(len(cell))
    latent = draw.standard_normal((len(BENEFITS), len(cell)))
    latent *= np.sqrt(1 - loading**2)[:, None]
    latent += loading[:, None] * sickness
    order = np.argsort(cell, kind="stable")
    found = np.zeros((len(BENEFITS), len(cell)), dtype=np.int32)
    groups, starts = np.unique(cell[order], return_index=True)
    for group, rows in zip(groups.tolist(), np.split(order, starts[1:]), strict=True):
        for benefit in range(len(BENEFITS)):
            found[benefit, rows] = np.searchsorted(_steps(group, benefit), latent[benefit, rows])
    return found.T


@cache
def _steps(cell: int, benefit: int) -> Floats:
    """Latent values at which the count of a cell and benefit goes up by one."""
    mean, users = float(expected().events[cell, benefit]), float(expected().users[cell, benefit])
    size = _size(mean, 1 - users)
    below, chance, number, steps = 0.0, (1 + mean / size) ** -size, 0, []
    while below + chance < 1 - TAIL:
        below += chance
        steps.append(NormalDist().inv_cdf(below))
        chance *= (number + size) / (number + 1) * mean / (mean + size)
        number += 1
    return np.array(steps)


def _size(mean: float, none: float) -> float:
    """The negative binomial's size from its mean and its chance of nothing, by bisection."""
    low, high = 1e-4, 1e4
    for _ in range(80):
        middle = (low * high) ** 0.5
        if (1 + mean / middle) ** -middle > none:
            low = middle
        else:
            high = middle
    return low


# What each event costs: the cell's mean, a person's dearness, and the event's own.
#
# In: people and their events. Out: dollars of 2018, allowed under the person's
# cover. Each factor is lognormal with mean 1, so the cells' means stand.


def spread(of: str) -> Floats:
    """A number per benefit from data/shape.yaml."""
    return np.array([data_file("shape")[of][benefit] for benefit in BENEFITS], dtype=np.float64)


def person_prices(cell: Ints, draw: np.random.Generator) -> Floats:
    """Mean price of an event for each person, (benefits, people), dollars of 2018."""
    shape = data_file("shape")
    shared = shape["shared_spread"]
    by_age = np.repeat(shape["spread_by_age"], len(SEXES) * len(COVER_CLASSES))
    deviation = spread("person_spread")[:, None] * by_age[None, :]  # (benefits, cells)
    mean = (expected().dollars / expected().events).T
    dear = draw.standard_normal((len(BENEFITS), len(cell))) * np.sqrt(1 - shared**2)
    dear += shared * draw.standard_normal(len(cell))
    centre = np.log(mean) - deviation**2 / 2
    prices: Floats = np.exp(centre[:, cell] + deviation[:, cell] * dear)
    assert deviation.shape[1] == CELLS
    return prices


def event_factors(benefit: Ints, noise: Floats) -> Floats:
    """The event's own factor on the price, from a standard normal draw."""
    deviation = spread("event_spread")
    factors: Floats = np.exp(deviation[benefit] * noise - (deviation**2 / 2)[benefit])
    return factors


EMERGENCY, EVENTS_INPATIENT = BENEFITS.index("emergency"), BENEFITS.index("inpatient")


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
    emergency, inpatient = events.counts[:, EMERGENCY], events.counts[:, EVENTS_INPATIENT]
    both = np.flatnonzero((emergency > 0) & (inpatient > 0))
    first = np.cumsum(events.counts.T.ravel()) - events.counts.T.ravel()
    people = len(events.counts)
    day[first[EMERGENCY * people + both]] = day[first[EVENTS_INPATIENT * people + both]]
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

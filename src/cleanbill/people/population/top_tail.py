"""The top of incomes as the IRS counts it: gains, dividends, interest and partnerships that the survey lacks.

Units keep their order by surveyed income. Each of the top ones is given the
adjusted gross income that its place among the State's returns has (Pareto within
bands, so that each band has its published mean). What that is more than surveyed
goes to gains, dividends and interest, as far as the State's part of the nation's in
the band is more, and else to partnerships. Law: states/ma/returns_by_agi,
states/ma/kinds_of_income, us/income_by_agi.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.population.survey import Records, Returns, returns
from cleanbill.people.tables import HEAD, JOINT, SPOUSE, Floats, Ints, target

BANDS = "states/ma/returns_by_agi"
NATION, PART = "us/income_by_agi", "states/ma/kinds_of_income"
IMPUTED = ("gains", "dividends", "interest", "partnership")
MOST_TIMES = 200.0  # the top band ends at this multiple of its lower end


@dataclass(frozen=True, slots=True)
class Band:
    """Returns with an income from `low` to `high` dollars, and their mean."""

    low: float
    high: float
    returns: float
    mean: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """The survey's tax units by income, one value each, in the order of the survey."""

    place: Floats  # how many returns have more
    weight: Floats  # how many returns it stands for


def ranked(filed: Returns, unit: Ints, weight: Floats) -> Ranked:
    """Ranks units that file by adjusted gross income; `unit` is the survey's number of each, `weight` its own."""
    counts = np.where(filed.files, weight, 0.0)
    order = np.lexsort((unit, -filed.agi))
    above = np.empty(len(unit))
    above[order] = np.cumsum(counts[order]) - counts[order]
    place, own = np.full(int(unit.max()) + 1, np.inf), np.zeros(int(unit.max()) + 1)
    place[unit], own[unit] = np.where(filed.files, above, np.inf), counts
    return Ranked(place, own)


def with_top(
    people: Records,
    survey_unit: Ints,
    *,
    roles: tuple[Ints, Ints],
    surveyed: Mapping[str, Ints],
    ranks: Ranked,
    day: date,
) -> dict[str, Ints]:
    """Money a person with what is imputed: a couple's in halves, a partnership's the head's.

    `survey_unit` is the survey's number of each person's unit, `roles` their role and filing status.
    The copies of a household share the places that it stands for.
    """
    role, filing = roles
    bands = top_bands(day)
    first = np.flatnonzero(np.diff(people.unit, prepend=-1))
    at, copies = survey_unit[first], _copies_of(people)[first]
    agi = returns(people.unit, filing, surveyed, day).agi
    own = ranks.place[at] + (people.copy[first] + 0.5) / copies * ranks.weight[at]
    band = band_at(own, bands)
    lacking = missing(agi, own, bands)
    split = shares_bp(band, ranks.weight[at] / copies, _per_unit(people, surveyed) | {IMPUTED[-1]: lacking}, day)
    more = imputed(lacking, band, split)
    money = dict(surveyed) | {"partnership": np.zeros(len(people), np.int64)}
    for kind, cents in more.items():
        whole = cents[people.unit]
        halved = (filing == JOINT) & (kind != "partnership")
        of_spouse = np.where(halved, whole // 2, 0)
        given = np.where(role == HEAD, whole - of_spouse, np.where(role == SPOUSE, of_spouse, 0))
        money[kind] = money[kind] + given
    return money


def _copies_of(people: Records) -> Ints:
    """How many copies the household of each person has."""
    most = np.zeros(int(people.row.max()) + 1, np.int64)
    np.maximum.at(most, people.row, people.copy + 1)
    return most[people.row]


def top_bands(day: date) -> list[Band]:
    """The bands from the lowest that something is imputed in, lowest first."""
    published = target(BANDS, day)
    lowest = target(NATION, day)["from"][0]
    ends = [*published["from"][1:], published["from"][-1] * MOST_TIMES]
    rows = zip(published["from"], ends, published["returns"], published["dollars"], strict=True)
    return [Band(low, high, count, total / count) for low, high, count, total in rows if low >= lowest]


def income_at(place: Floats, bands: list[Band]) -> Floats:
    """Dollars of the return with so many returns above it; nan below the bands."""
    dollars = np.full(len(place), np.nan)
    above = 0.0
    for band in reversed(bands):
        here = (place >= above) & (place < above + band.returns)
        share = (place[here] - above) / band.returns
        dollars[here] = _pareto(1 - share, band, _shape(band))
        above += band.returns
    return dollars


def missing(agi: Ints, place: Floats, bands: list[Band]) -> Ints:
    """Cents that a unit of surveyed income `agi` at `place` lacks; 0 below the bands and where it has more."""
    wanted = income_at(place, bands) * 100
    return np.asarray(np.rint(np.where(np.isnan(wanted), 0, np.maximum(wanted - agi, 0))).astype(np.int64))


def band_at(place: Floats, bands: list[Band]) -> Ints:
    """Number of the band, lowest first, of the return with so many returns above it; -1 below the bands."""
    from_top = np.cumsum([band.returns for band in reversed(bands)])
    return np.asarray(len(bands) - 1 - np.searchsorted(from_top, place, side="right"))


def _per_unit(people: Records, money: Mapping[str, Ints]) -> dict[str, Ints]:
    return {kind: np.bincount(people.unit, money[kind]).astype(np.int64) for kind in IMPUTED if kind in money}


def shares_bp(band: Ints, weight: Floats, have: Mapping[str, Ints], day: date) -> Ints:
    """Of what a band lacks, the part of each kind: bands x IMPUTED, rows add up to WHOLE_BP.

    `have` is cents of a unit, each for `weight` returns: of each kind what is surveyed, of the last, which
    takes what the others leave, all that is lacking. A kind is short by what the State's part of the
    nation's in the band has over what is surveyed; kinds short by more than is lacking share it.
    """
    nation, part = target(NATION, day), target(PART, day)
    split = np.zeros((len(nation["from"]), len(IMPUTED)), np.int64)
    for number in range(len(split)):
        totals = {kind: float(np.sum((weight * cents)[band == number])) / 100 for kind, cents in have.items()}
        short = np.array([
            max(nation[kind][number] * 1e6 * part["state"][kind] / part["nation"][kind] - totals[kind], 0.0)
            for kind in IMPUTED[:-1]
        ])  # fmt: skip
        most = max(totals[IMPUTED[-1]], float(short.sum()), 1.0)
        split[number, :-1] = (short / most * WHOLE_BP).astype(np.int64)
    split[:, -1] = WHOLE_BP - split.sum(axis=1)
    return split


def imputed(lacking: Ints, band: Ints, split: Ints) -> dict[str, Ints]:
    """What is `lacking` in a band, by kind of income; the kinds add up to it exactly."""
    kinds = {kind: lacking * split[band, place] // WHOLE_BP for place, kind in enumerate(IMPUTED[:-1])}
    return kinds | {IMPUTED[-1]: lacking - sum(kinds.values())}


def _pareto(share: Floats, band: Band, shape: float) -> Floats:
    """The income below which `share` of the band lies: a Pareto cut off at both ends; even where shape is 0."""
    if abs(shape) < 1e-9:
        return np.asarray(band.low * (band.high / band.low) ** share)
    low, high = band.low**-shape, band.high**-shape
    return np.asarray((low - share * (low - high)) ** (-1 / shape))


def _shape(band: Band) -> float:
    """The shape at which the band has its mean, by bisection: the mean falls as the shape rises."""
    low, high = -20.0, 20.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _mean(band, middle) > band.mean else (low, middle)
    return (low + high) / 2


def _mean(band: Band, shape: float) -> float:
    ratio: Any = band.high / band.low
    if abs(shape) < 1e-9:
        return float(band.low * (ratio - 1) / np.log(ratio))
    if abs(shape - 1) < 1e-9:
        return float(band.low * np.log(ratio) / (1 - 1 / ratio))
    return float(band.low * shape / (shape - 1) * (1 - ratio ** (1 - shape)) / (1 - ratio**-shape))

"""Generates care for a reference population of the nation and compares it with what is published.

In: a size and a seed. Out: rows of target beside achieved, in dollars and care of 2018 as allowed. What misses
is printed like what does not: the medians of spenders lie up to 14 % off, for the spread that gives the
top 1 % its share leaves the middle low. Source: MEPS 2018.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.care.generator.events import draw_events
from cleanbill.care.generator.expectation import AGE_GROUPS, COVER_CLASSES, SEXES, Floats, Ints, composition, figure
from cleanbill.care.tables import BENEFITS
from cleanbill.core.errors import CleanbillError

# A reference population of the nation's composition, with a year of care.
#
# Out: people in MEPS 2018's proportions of age, sex and cover, drawn as the
# generator draws them but without claims: what calibration measures.


BLOCK = 50_000  # people drawn at a time


@dataclass(frozen=True, slots=True)
class Drawn:
    """A reference population: cell of each person; dollars and events (people, benefits)."""

    cell: Ints
    dollars: Floats
    events: Ints

    @property
    def total(self) -> Floats:
        """Dollars of each person."""
        total: Floats = self.dollars.sum(axis=1)
        return total


def reference(n: int, seed: int) -> Drawn:
    """About `n` people in the nation's proportions, with a year of care drawn as `generate` draws it."""
    share = composition().ravel() / composition().sum()
    cell = np.repeat(np.arange(share.size), np.rint(share * n).astype(np.int64))
    parts = [_drawn(cell[at : at + BLOCK], seed, at) for at in range(0, len(cell), BLOCK)]
    return Drawn(cell, np.concatenate([d for d, _ in parts]), np.concatenate([e for _, e in parts]))


def _drawn(cell: Ints, seed: int, at: int) -> tuple[Floats, Ints]:
    draw = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, 2018, at])))
    events = draw_events(cell, draw)
    flat = events.benefit * len(cell) + events.who
    dollars = np.bincount(flat, events.dollars, minlength=len(BENEFITS) * len(cell)).astype(np.float64)
    return dollars.reshape(len(BENEFITS), len(cell)).T, events.counts.astype(np.int64)


MEPS = "MEPS 2018, {table}"
CONCENTRATION = "MEPS 2022, meps.ahrq.gov stat560"


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """One figure. `main` figures are held to 5 % by a test; `target` is NaN where only a bound is published."""

    figure: str
    target: float
    achieved: float
    unit: str
    source: str
    main: bool

    @property
    def off(self) -> float:
        """Achieved over target, less 1."""
        return self.achieved / self.target - 1


def calibrate(n: int = 1_000_000, seed: int = 1) -> list[CalibrationRow]:
    """Target and achieved for each published figure, on `n` people (at least 1,000) of the nation's composition.

    Raises CleanbillError for fewer: the groups would be too small to compare.
    """
    if n < 1_000:
        raise CleanbillError(f"{n} people are too few to compare with a survey. Take at least 1000.")
    drawn = reference(n, seed)
    age, sex, cover = np.unravel_index(drawn.cell, (len(AGE_GROUPS), len(SEXES), len(COVER_CLASSES)))
    return [
        *_totals(drawn),
        *_by_group(drawn, age, AGE_GROUPS, "agegrps", "age"),
        *_by_group(drawn, cover, COVER_CLASSES, "insurance", "cover"),
        *_by_age_and_sex(drawn, age, sex),
        *_by_benefit(drawn),
        *_concentration(drawn.total),
    ]


def _row(name: str, place: tuple[str, str, str], achieved: float, unit: str, *, main: bool = True) -> CalibrationRow:
    """A figure beside the published one at `place` (table, row, column)."""
    return CalibrationRow(name, figure(*place), float(achieved), unit, MEPS.format(table=place[0]), main)


def _median(dollars: Floats) -> float:
    return float(np.median(dollars[dollars > 0])) if (dollars > 0).any() else 0.0


def _totals(drawn: Drawn) -> list[CalibrationRow]:
    any_use, all_ages = 100 * (drawn.total > 0).mean(), ("any", "all")
    without = drawn.events[:, [b != "equipment" for b in BENEFITS]].sum(axis=1)  # MEPS counts none for equipment
    middle = _median(drawn.total)
    return [
        _row("spending", ("meanEXP0__event__agegrps", *all_ages), drawn.total.mean(), "$ a person"),
        _row("events", ("avgEVT__event__agegrps", *all_ages), without.mean(), "events a person"),
        _row("any spending", ("pctEXP__event__agegrps", *all_ages), any_use, "% of people"),
        _row("median of spenders", ("medEXP__event__agegrps", *all_ages), middle, "$", main=False),
    ]


def _by_group(drawn: Drawn, group: Ints, names: tuple[str, ...], by: str, label: str) -> list[CalibrationRow]:
    rows = []
    for number, name in enumerate(names):
        total, title, place = drawn.total[group == number], f"{label} {name}", (f"__event__{by}", "any", name)
        any_use, middle = 100 * (total > 0).mean(), _median(total)
        rows.append(_row(f"{title}: spending", _at("meanEXP0", place), total.mean(), "$ a person"))
        rows.append(_row(f"{title}: any spending", _at("pctEXP", place), any_use, "% of people"))
        if by == "agegrps":
            rows.append(_row(f"{title}: median of spenders", _at("medEXP", place), middle, "$", main=False))
    return rows


def _at(statistic: str, place: tuple[str, str, str]) -> tuple[str, str, str]:
    return (statistic + place[0], *place[1:])


def _by_age_and_sex(drawn: Drawn, age: Ints, sex: Ints) -> list[CalibrationRow]:
    rows = []
    for a, group in enumerate(AGE_GROUPS):
        for s, of in enumerate(SEXES):
            mean = drawn.total[(age == a) & (sex == s)].mean()
            rows.append(_row(f"age {group} {of}: spending", ("meanEXP0__agegrps__sex", group, of), mean, "$ a person"))
    return rows


def _by_benefit(drawn: Drawn) -> list[CalibrationRow]:
    rows = []
    for number, benefit in enumerate(BENEFITS):
        dollars, events, place = drawn.dollars[:, number], drawn.events[:, number], ("__event__agegrps", benefit, "all")
        users, middle = 100 * (events > 0).mean(), _median(dollars)
        rows.append(_row(f"{benefit}: spending", _at("meanEXP0", place), dollars.mean(), "$ a person"))
        rows.append(_row(f"{benefit}: users", _at("pctEXP", place), users, "% of people"))
        rows.append(_row(f"{benefit}: median of users", _at("medEXP", place), middle, "$", main=False))
        if benefit != "equipment":
            rows.append(_events_row(benefit, float(events.mean())))
    return rows


def _events_row(benefit: str, achieved: float) -> CalibrationRow:
    """Dollars a person over dollars an event: printed finer than the events themselves (0.1, 0.2)."""
    spent, price = "meanEXP0__event__agegrps", "meanEVT__event__agegrps"
    target = figure(spent, benefit, "all") / figure(price, benefit, "all")
    source = MEPS.format(table=f"{spent} over {price}")
    return CalibrationRow(f"{benefit}: events", target, achieved, "events a person", source, True)


def _concentration(total: Floats) -> list[CalibrationRow]:
    ordered = np.sort(total)[::-1]
    percent = {
        share: float(100 * ordered[: round(len(total) * share)].sum() / total.sum()) for share in (0.01, 0.05, 0.5)
    }
    unit = "% of spending"
    return [
        CalibrationRow("top 1 % of people", 21.7, percent[0.01], unit, CONCENTRATION, True),
        CalibrationRow("top 5 % of people", 50.0, percent[0.05], unit, CONCENTRATION + ", 'about half'", True),
        CalibrationRow("bottom half (at most)", 3.0, 100 - percent[0.5], unit, CONCENTRATION + ", 'under 3 %'", False),
    ]

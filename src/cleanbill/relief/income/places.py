"""Household income by place: a median and a spread, as shipped or as a programme's own table, brought to a day.

In: law us/household_income, us/county_household_income, and optionally a CSV of `place_income`. The distribution is
taken to be lognormal; `spread_bp` is the standard deviation of the logarithm. Later days follow the growth of wages
per head (us/income_growth).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import Path
from statistics import NormalDist
from typing import Any

import ibis.expr.datatypes as dt

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import Table, column
from cleanbill.engine import SOURCE_ROW, read_numbered
from cleanbill.law import parameter
from cleanbill.relief.income.sizes import in_force

NATION = "nation"
WRITTEN = re.compile(r"nation|state [A-Z]{2}|county \d{5}|zip \d{5}")
GROWTH = "us/income_growth"
FIFTHS = 2 * NormalDist().inv_cdf(0.8)  # standard deviations between the 20th and the 80th hundredth


class PlaceIncome(Table):
    """The household income of a place, as a programme may give it."""

    __grain__ = "a place"
    __key__ = ("place",)

    place: dt.String = column("public", "`nation`, `state MA`, `county 25025` or `zip 02118`")
    median_income_cents: dt.Int64 = column("public", "median household income", unit="cents a year", ge=1)
    spread_bp: dt.Int64 = column("public", "standard deviation of the logarithm of income", unit="bp", ge=1)
    as_of: dt.Date = column("public", "the day that it is of")


@dataclass(frozen=True, slots=True)
class Place:
    """Household income of a place as of a day; cents a year, and basis points."""

    place: str
    median_income_cents: int
    spread_bp: int
    as_of: date


def read_places(con: Any, path: Path) -> tuple[Place, ...]:
    """A programme's own table (CSV or Parquet of `place_income`). Raises BadInput with every fault."""
    rows = con.to_pyarrow(read_numbered(con, path, PlaceIncome).order_by(SOURCE_ROW)).to_pylist()
    first = min(parameter(GROWTH).values)
    findings = [fault for row in rows for fault in _faults(path.name, row, first)]
    if findings:
        raise BadInput(findings)
    return tuple(Place(**{name: row[name] for name in Place.__slots__}) for row in rows)


def _faults(file: str, row: dict[str, Any], first: date) -> Iterable[Finding]:
    if not WRITTEN.fullmatch(row["place"]):
        remedy = "Write nation, state MA, county 25025 or zip 02118."
        yield Finding(file, row[SOURCE_ROW], "place", "is no place", remedy)
    if row["as_of"] < first:
        yield Finding(
            file, row[SOURCE_ROW], "as_of", f"is before {first}, from which growth is known", "Take a later table."
        )


def shipped_places(today: date) -> tuple[Place, ...]:
    """The nation, its states and the counties of law, each as of its own day."""
    as_of, medians = in_force("us/household_income", today)
    spread = in_force("us/household_size", today)[1]["spread_bp"]
    named = {code if code == NATION else f"state {code}": dollars for code, dollars in medians.items()}
    wide = [Place(place, dollars * 100, spread, as_of) for place, dollars in named.items()]
    county_day, counties = in_force("us/county_household_income", today)
    return (
        *wide,
        *(Place(f"county {code}", told["p50"] * 100, _spread(told), county_day) for code, told in counties.items()),
    )


def _spread(told: dict[str, int]) -> int:
    """Of the lognormal through the 20th and the 80th hundredth, basis points."""
    return round(log(told["p80"] / told["p20"]) / FIFTHS * WHOLE_BP)


def on_the_day(places: Sequence[Place], today: date, debtor_income_bp: int) -> dict[str, Place]:
    """Place -> income in the money of `today`, of people who owe; of two tables of a place the later given holds."""
    growth = parameter(GROWTH)
    grown = growth.at(today)["wages"] * debtor_income_bp
    return {
        one.place: Place(
            one.place,
            _half_up(one.median_income_cents * grown, growth.at(one.as_of)["wages"] * WHOLE_BP),
            one.spread_bp,
            today,
        )
        for one in places
    }


def _half_up(product: int, divisor: int) -> int:
    return max((2 * product + divisor) // (2 * divisor), 1)

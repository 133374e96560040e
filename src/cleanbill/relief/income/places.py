"""Household income by place: a median and a spread, as shipped or as a programme's own table, brought to a day.

In: law us/household_income, us/county_household_income, and optionally a CSV of `place_income`. The distribution is
taken to be lognormal; `spread_bp` is the standard deviation of the logarithm. Later days follow the growth of wages
per head (us/income_growth).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import Path
from statistics import NormalDist
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.core.tables import Table, column
from cleanbill.engine import SOURCE_ROW, read_numbered
from cleanbill.law import parameter
from cleanbill.relief.income.chance import in_force
from cleanbill.relief.person_keys import homes_by_prefix

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


def _spread(details: dict[str, int]) -> int:
    """Of the lognormal through the 20th and the 80th hundredth, basis points."""
    return round(log(details["p80"] / details["p20"]) / FIFTHS * WHOLE_BP)


def on_the_day(places: Sequence[Place], today: date, debtor_income_bp: int) -> dict[str, Place]:
    """Place -> income in the money of `today`, of people who owe; of two tables of a place the later given holds."""
    growth = parameter(GROWTH)
    grown = growth.at(today)["wages"] * debtor_income_bp
    return {
        place_.place: Place(
            place_.place,
            max(half_up(place_.median_income_cents * grown, growth.at(place_.as_of)["wages"] * WHOLE_BP), 1),
            place_.spread_bp,
            today,
        )
        for place_ in places
    }


# The place that an account's income is estimated by: the smallest that is known, ZIP, county, state or nation.


KINDS = ("zip", "county", "state")  # from the smallest
KEYS = {"zip": "zip5", "county": "county_fips", "state": "home"}


def located(accounts: ir.Table, incomes: Mapping[str, Place], today: date) -> ir.Table:
    """Accounts with `place`, `place_cents` (median) and `place_spread_bp`.

    A state that is not given is that of the ZIP's first three digits, where they are of one state. A ZIP is told by
    its first three digits: a decision holds no more of an address.
    """
    held = _with_home(accounts, today)
    found = []
    for kind in KINDS:
        rows = [
            {f"{kind}_key": name.split()[1], f"{kind}_cents": one.median_income_cents, f"{kind}_spread": one.spread_bp}
            for name, one in incomes.items()
            if name.startswith(f"{kind} ")
        ]
        if rows:
            types = {f"{kind}_key": "string", f"{kind}_cents": "int64", f"{kind}_spread": "int64"}
            small = ibis.memtable(rows, schema=types)
            held = held.left_join(small, held[KEYS[kind]] == small[f"{kind}_key"])
            found.append(kind)
    nation = incomes[NATION]
    table = held.mutate(
        place=ibis.cases(*((held[f"{kind}_key"].notnull(), _name(held, kind)) for kind in found), else_=NATION),
        place_cents=ibis.coalesce(*(held[f"{kind}_cents"] for kind in found), nation.median_income_cents),
        place_spread_bp=ibis.coalesce(*(held[f"{kind}_spread"] for kind in found), nation.spread_bp),
    )
    return table.drop("home", "zip5", *(f"{kind}_{part}" for kind in found for part in ("key", "cents", "spread")))


def _name(rows: ir.Table, kind: str) -> ir.StringValue:
    key = rows[f"{kind}_key"]
    return ibis.literal(f"{kind} ") + (key.substr(0, 3) if kind == "zip" else key)


def _with_home(accounts: ir.Table, today: date) -> ir.Table:
    """With `home`, the state, and `zip5`, the ZIP without its four further digits."""
    one_state = [
        {"prefix": f"{number:03d}", "prefix_state": home}
        for number, home in enumerate(homes_by_prefix(today))
        if home is not None and " " not in home
    ]
    prefixes = ibis.memtable(one_state, schema={"prefix": "string", "prefix_state": "string"})
    both = accounts.left_join(prefixes, accounts.zip.substr(0, 3) == prefixes.prefix)
    rows = both.mutate(home=ibis.coalesce(both.state, both.prefix_state), zip5=both.zip.substr(0, 5))
    return rows.drop("prefix", "prefix_state")


# What a programme settles before it qualifies by probability.


LAW = "us/income_estimate"


@dataclass(frozen=True, slots=True)
class Terms:
    """From which chance on people are taken in, and what is taken to hold of incomes; basis points.

    Without a threshold nothing is estimated. Without an error a given income counts as it is given.
    """

    threshold_bp: int | None = None
    vendor_spread_bp: int = 0  # of given incomes: standard deviation of the logarithm of the true one about them
    debtor_income_bp: int | None = None  # None: as law/us/income_estimate has it
    places: tuple[Place, ...] = ()  # of the programme's own, before those that ship

    def __post_init__(self) -> None:
        if self.threshold_bp is not None and not 1 <= self.threshold_bp <= WHOLE_BP:
            raise CleanbillError(
                f"A threshold is a chance above 0 % and up to 100 %, not {self.threshold_bp / 100:g} %."
            )
        if self.vendor_spread_bp < 0 or (self.debtor_income_bp is not None and self.debtor_income_bp < 1):
            raise CleanbillError("An error is not below 0 %, and the income of debtors is above 0 % of all people's.")

        if self.threshold_bp is None and (self.vendor_spread_bp or self.debtor_income_bp or self.places):
            raise CleanbillError(
                "Without a threshold no income is estimated. Name the chance from which people are in."
            )

    def incomes(self, today: date) -> dict[str, Place]:
        """Place -> household income on the day of people who owe."""
        debtors = self.debtor_income_bp
        if debtors is None:
            debtors = parameter(LAW).at(today)["debtor_income_bp"]
        return on_the_day((*shipped_places(today), *self.places), today, debtors)

"""The chance that a person qualifies whose income or household is not known.

Whoever earns at most the greater of two bounds qualifies: the programme's share of the guideline, or what the person
owes over the share of income that the programme asks. So the chance is, over sizes of household, the share of each
times the share of its incomes below that bound. Incomes are lognormal: by place, or about a vendor's estimate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import log
from operator import add

import ibis
import ibis.expr.types as ir

from cleanbill.core.cents import WHOLE_BP
from cleanbill.people import guideline_cents
from cleanbill.relief.income.guideline import REGIONS, guideline_of
from cleanbill.relief.income.normal import below
from cleanbill.relief.income.sizes import Size, household_sizes
from cleanbill.relief.programmes import Rule

WHOLE = float(WHOLE_BP)


@dataclass(frozen=True, slots=True)
class _Home:
    """A household of one size: its guideline, the logarithm of the limit, and its incomes beside all households'."""

    guideline: ir.IntegerValue
    log_limit: ir.FloatingValue
    log_income: ir.FloatingValue | float
    spread: ir.FloatingValue | float


def with_chance(known: ir.Table, law: Rule, *, vendor_spread_bp: int, day: date) -> ir.Table:
    """`known` with `chance_bp`: to qualify by income or debts, rounded; null where `certain`.

    `known` has certain, owed, region, est_income_cents, fpl_bp, size, place_cents and place_spread_bp. A given income
    is what the person earns where `vendor_spread_bp` is 0, and else the median of a lognormal of that spread.
    """
    ready = known.mutate(
        log_bar=known.owed.cast("float64").ln() - log(_some(law.debt_from_income_bp) / WHOLE),
        log_place=known.place_cents.cast("float64").ln(),
        place_spread=known.place_spread_bp.cast("float64") / WHOLE,
    )
    sizes = household_sizes(day)
    any_size = [
        _within(ready, law, _home_of(ready, law, one, day), vendor_spread_bp) * (one.share_bp / WHOLE) for one in sizes
    ]
    own_size = _within(ready, law, _own_home(ready, law, sizes, day), vendor_spread_bp)
    share = ibis.ifelse(ready["size"].notnull(), own_size, reduce(add, any_size))
    chance = ibis.ifelse(ready.certain, None, (share * WHOLE).round().cast("int64"))
    return ready.mutate(chance_bp=chance.cast("int64")).drop("log_bar", "log_place", "place_spread")


def _some(rate_bp: int) -> int:
    """At least one basis point: a share of nothing has no logarithm."""
    return max(rate_bp, 1)


def _home_of(known: ir.Table, law: Rule, size: Size, day: date) -> _Home:
    limits = {
        region: log(guideline_cents(size.people, day, region) * _some(law.income_up_to_fpl_bp) / WHOLE)
        for region in REGIONS
    }
    first, *others = REGIONS
    return _Home(
        guideline_of(size.people, known.region, day),
        ibis.cases(*((known.region == region, limits[region]) for region in others), else_=limits[first]),
        log(size.income_bp / WHOLE),
        size.spread_bp / WHOLE,
    )


def _own_home(known: ir.Table, law: Rule, sizes: Sequence[Size], day: date) -> _Home:
    guideline = guideline_of(known["size"], known.region, day)
    *most, last = sizes
    return _Home(
        guideline,
        guideline.cast("float64").ln() + log(_some(law.income_up_to_fpl_bp) / WHOLE),
        ibis.cases(
            *((known["size"] == one.people, log(one.income_bp / WHOLE)) for one in most),
            else_=log(last.income_bp / WHOLE),
        ),
        ibis.cases(
            *((known["size"] == one.people, one.spread_bp / WHOLE) for one in most), else_=last.spread_bp / WHOLE
        ),
    )


def _within(known: ir.Table, law: Rule, home: _Home, vendor_spread_bp: int) -> ir.FloatingValue:
    """Share of incomes, from 0 to 1, with which a household of that size is taken in."""
    bound = ibis.greatest(home.log_limit, known.log_bar)
    by_place = below((bound - known.log_place - home.log_income) / (known.place_spread * home.spread))
    given = ibis.coalesce(known.est_income_cents, known.fpl_bp * home.guideline // WHOLE_BP)
    by_file = _near(known, law, home, given, vendor_spread_bp) if vendor_spread_bp else _at(known, law, home, given)
    return ibis.ifelse(given.isnull(), by_place, by_file)


def _at(known: ir.Table, law: Rule, home: _Home, income: ir.IntegerValue) -> ir.FloatingValue:
    """1 where just that income qualifies, else 0."""
    return (poor(income, home.guideline, law) | heavy(known.owed, income, law)).cast("int64").cast("float64")


def _near(known: ir.Table, law: Rule, home: _Home, income: ir.IntegerValue, vendor_spread_bp: int) -> ir.FloatingValue:
    log_given = ibis.greatest(income, 1).cast("float64").ln()
    told = ibis.greatest(known.fpl_bp, 1).cast("float64").ln()
    # A file that tells the share of the guideline has counted the household.
    room = ibis.ifelse(known.fpl_bp.notnull(), log(_some(law.income_up_to_fpl_bp)) - told, home.log_limit - log_given)
    return below(ibis.greatest(room, known.log_bar - log_given) / (vendor_spread_bp / WHOLE))


def poor(income: ir.IntegerValue, guideline: ir.IntegerValue, law: Rule) -> ir.BooleanValue:
    """Whether an income is within the programme's share of a guideline, to the cent."""
    earned, limit = income * WHOLE_BP, guideline * law.income_up_to_fpl_bp
    return earned < limit if law.income_below else earned <= limit


def heavy(owed: ir.IntegerValue, income: ir.IntegerValue, law: Rule) -> ir.BooleanValue:
    """Whether debts reach, or exceed as the rule has it, the programme's share of an income."""
    owes, share = owed * WHOLE_BP, income * law.debt_from_income_bp
    return owes > share if law.debt_must_exceed else owes >= share

"""The chance that a person qualifies whose income or household is not known.

Whoever earns at most the greater of two bounds qualifies: the programme's share of the guideline, or what the person
owes over the share of income that the programme asks. So the chance is, over sizes of household, the share of each
times the share of its incomes below that bound. Incomes are lognormal: by place, or about a vendor's estimate. Where
an income is given and the household is not, a size is as likely as it is among the place's households of that income.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import log, pi, sqrt
from operator import add

import ibis
import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP
from cleanbill.engine import left_join
from cleanbill.law import parameter
from cleanbill.people import steps_cents
from cleanbill.relief.programmes import Rule

# An account's income as a share of the poverty guideline, in the region where the person lives.
#
# Alaska and Hawaii have guidelines of their own (law/us/poverty_guideline).


CONTIGUOUS = "contiguous"
STATES = {"AK": "alaska", "HI": "hawaii"}
COUNTIES = {"02": "alaska", "15": "hawaii"}  # first two digits of a county's FIPS code
REGIONS = (CONTIGUOUS, *STATES.values())


def region_of(accounts: ir.Table) -> ir.StringValue:
    """The guideline's region, by the state, else the county; contiguous where neither is known."""
    by_county = accounts.county_fips.substr(0, 2)
    return ibis.cases(
        *((accounts.state == state, region) for state, region in STATES.items()),
        (accounts.state.notnull(), CONTIGUOUS),
        *((by_county == code, region) for code, region in COUNTIES.items()),
        else_=CONTIGUOUS,
    )


def with_guideline(accounts: ir.Table, day: date) -> ir.Table:
    """Accounts with `region`, and the region's `first_cents` for one person and `step_cents` for each further one."""
    placed = accounts.mutate(region=region_of(accounts))
    steps = {name: steps_cents(day, name) for name in REGIONS}
    first, step = (
        ibis.cases(
            *((placed.region == name, steps[name][part]) for name in STATES.values()), else_=steps[CONTIGUOUS][part]
        ).cast("int64")
        for part in (0, 1)
    )
    return placed.mutate(first_cents=first, step_cents=step)


def guideline_of(placed: ir.Table, size: ir.IntegerValue | int) -> ir.IntegerValue:
    """The guideline of a household of `size`, any from 1 up, cents a year."""
    return (placed.first_cents + (size - 1) * placed.step_cents).cast("int64")


# The share of a normal distribution below a value, as a bulk expression.
#
# Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.17: off by less than 7.5e-8, where a basis
# point is 1e-4. Each row is worked out by itself, in one order, so that it comes out the same in any order of rows.


STEP = 0.2316419
TERMS = (1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530)  # from the fifth power down to the first


def below(z: ir.NumericValue) -> ir.FloatingValue:
    """Probability that a standard normal value lies below `z`, from 0 to 1."""
    t = 1.0 / (1.0 + STEP * z.abs())
    sum_ = TERMS[0] * t
    for term in TERMS[1:]:
        sum_ = (sum_ + term) * t
    tail = sum_ * (z * z * -0.5).exp() * (1.0 / sqrt(2.0 * pi))
    return 0.5 + z.sign() * (0.5 - tail)


# How many live in a household, and what it earns beside others, where a file does not say. Law: us/household_size.


@dataclass(frozen=True, slots=True)
class Size:
    """A size of household; the last of a list stands for it and more. All in basis points."""

    people: int
    share_bp: int  # of adults who live in one
    income_bp: int  # its median income, of the median of all households
    spread_bp: int  # the spread of its incomes, of the spread of all households'


def household_sizes(today: date) -> tuple[Size, ...]:
    """Every size, from 1 up; their shares add up to 10,000."""
    values = in_force("us/household_size", today)[1]
    return tuple(Size(people, **told) for people, told in sorted(values["sizes"].items()))


def in_force(path: str, today: date) -> tuple[date, dict]:  # type: ignore[type-arg]
    """The day and the value of a table of facts as of `today`; before its first, the first: facts have no beginning."""
    dated = parameter(path)
    since = max((day for day in dated.values if day <= today), default=min(dated.values))
    return since, dated.values[since]


WHOLE = float(WHOLE_BP)
SURE = 9.0  # so many deviations off, all or nothing lies below
NOT_KNOWN = -1  # stands for null in a key: nulls do not join
MAYBE = ("size", "est_income_cents", "fpl_bp")
KEYS = ("region", "owed", "place_cents", "place_spread_bp", *(f"{name}_or_none" for name in MAYBE))


@dataclass(frozen=True, slots=True)
class _Home:
    """A household of one size: its guideline, the logarithm of the limit, and its incomes beside all households'."""

    guideline: ir.IntegerValue
    log_limit: ir.FloatingValue
    log_income: float
    spread: ir.FloatingValue
    share: float
    own: ir.BooleanValue  # where the account says that it is this size


def with_chance(known: ir.Table, law: Rule, *, vendor_spread_bp: int, day: date) -> ir.Table:
    """`known` with `chance_bp`: to qualify by income or debts, rounded; null where `certain`.

    `known` has certain, owed, the region's guideline, est_income_cents, fpl_bp, size, place_cents, place_spread_bp.
    A given income is what the person earns where `vendor_spread_bp` is 0, else a lognormal's median, of that spread.
    """
    keyed = known.mutate(**{f"{name}_or_none": ibis.coalesce(known[name], NOT_KNOWN).cast("int64") for name in MAYBE})
    seen = keyed.filter(~keyed.certain)
    homes = _homes(seen, law, day)
    far = [_far(seen, home, vendor_spread_bp) for home in homes]
    bounds = {f"bound_{n}": _bound(seen, law, home, vendor_spread_bp) for n, home in enumerate(homes)}
    weights = {
        f"weight_{n}": _weight(seen, home, one, far[0]) for n, (home, one) in enumerate(zip(homes, far, strict=True))
    }
    # Once a situation: people have several accounts, and a select above DISTINCT is not merged with the one below,
    # which would write each bound out wherever it is used.
    situation = seen.select(*KEYS, **bounds, **weights).distinct()
    weight = [situation[name] for name in weights]
    share = _sum(w * below(situation[name]) for w, name in zip(weight, bounds, strict=True)) / _sum(weight)
    rows = situation.select(*KEYS, chance_bp=(share * WHOLE).round().cast("int64"))
    return left_join(keyed, rows, KEYS).drop(*(f"{name}_or_none" for name in MAYBE))


def _sum(parts: Iterable[ir.FloatingValue]) -> ir.FloatingValue:
    """From the first to the last: floats added in another order may differ."""
    return reduce(add, parts)


def _homes(known: ir.Table, law: Rule, day: date) -> list[_Home]:
    sizes = household_sizes(day)
    last = sizes[-1].people
    told = ibis.coalesce(known["size"], 0)
    place_spread = known.place_spread_bp.cast("float64") / WHOLE
    homes = []
    for size in sizes:
        guideline = guideline_of(known, size.people if size.people < last else ibis.greatest(told, last))
        homes.append(
            _Home(
                guideline,
                guideline.cast("float64").ln() + log(_some(law.income_up_to_fpl_bp) / WHOLE),
                log(size.income_bp / WHOLE),
                place_spread * (size.spread_bp / WHOLE),
                size.share_bp / WHOLE,
                told == size.people if size.people < last else told >= last,
            )
        )
    return homes


def _some(rate_bp: int) -> int:
    """At least one basis point: a share of nothing has no logarithm."""
    return max(rate_bp, 1)


def _log(cents: ir.IntegerValue) -> ir.FloatingValue:
    """The logarithm of an amount; of none, that of a cent."""
    return ibis.greatest(cents, 1).cast("float64").ln()


def _unknown(known: ir.Table) -> ir.BooleanValue:
    return known.est_income_cents.isnull() & known.fpl_bp.isnull()


def _given(known: ir.Table, home: _Home) -> ir.IntegerValue:
    return ibis.coalesce(known.est_income_cents, known.fpl_bp * home.guideline // WHOLE_BP)


def _bound(known: ir.Table, law: Rule, home: _Home, vendor_spread_bp: int) -> ir.FloatingValue:
    """The income with which a household of that size is just taken in, in deviations from the median of incomes."""
    log_bar = _log(known.owed) - log(_some(law.debt_from_income_bp) / WHOLE)
    by_place = (ibis.greatest(home.log_limit, log_bar) - _log(known.place_cents) - home.log_income) / home.spread
    income = _given(known, home)
    if vendor_spread_bp:
        # A file that tells the share of the guideline has counted the household.
        by_share = log(_some(law.income_up_to_fpl_bp)) - _log(known.fpl_bp)
        room = ibis.ifelse(known.fpl_bp.notnull(), by_share, home.log_limit - _log(income))
        by_file = ibis.greatest(room, log_bar - _log(income)) / (vendor_spread_bp / WHOLE)
    else:
        by_file = ibis.ifelse(poor(income, home.guideline, law) | heavy(known.owed, income, law), SURE, -SURE)
    return ibis.ifelse(_unknown(known), by_place, by_file)


def _far(known: ir.Table, home: _Home, vendor_spread_bp: int) -> tuple[ir.FloatingValue, ir.FloatingValue]:
    """How far a given income is from those of that size, half the square in deviations; and the deviation."""
    spread = (home.spread * home.spread + (vendor_spread_bp / WHOLE) ** 2).sqrt()
    away = (_log(_given(known, home)) - _log(known.place_cents) - home.log_income) / spread
    return away * away * 0.5, spread


def _weight(
    known: ir.Table, home: _Home, far: tuple[ir.FloatingValue, ir.FloatingValue], first: tuple[ir.FloatingValue, ...]
) -> ir.FloatingValue:
    """How likely the size is: as told, as among adults, or as among the place's households of that income."""
    return ibis.cases(
        (known["size"].notnull(), home.own.cast("int64").cast("float64")),
        (_unknown(known), home.share),
        else_=(first[0] - far[0]).exp() * home.share / far[1],
    )


def poor(income: ir.IntegerValue, guideline: ir.IntegerValue, law: Rule) -> ir.BooleanValue:
    """Whether an income is within the programme's share of a guideline, to the cent."""
    earned, limit = income * WHOLE_BP, guideline * law.income_up_to_fpl_bp
    return earned < limit if law.income_below else earned <= limit


def heavy(owed: ir.IntegerValue, income: ir.IntegerValue, law: Rule) -> ir.BooleanValue:
    """Whether debts reach, or exceed as the rule has it, the programme's share of an income."""
    owes, share = owed * WHOLE_BP, income * law.debt_from_income_bp
    return owes > share if law.debt_must_exceed else owes >= share

"""A hold-out: people who qualify, drawn by lot to wait, so that a programme can measure what it does.

`draw` assigns people to arms, `balance` compares the arms before anything is bought, `detectable` says how large
an effect must be to be seen, and `left_out` keeps the accounts of those who wait out of a round. The comparison is
of being in the lottery: where money does not reach all of the relief arm, a difference between the arms is smaller
than what relief does to those it reaches, and that effect is not observed by itself. Nothing can be said of people
who did not qualify, of others of the household, or of outcomes that nobody measures in both arms alike.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from math import sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP, allot, share_bp, usd
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.engine import read_table, to_int64
from cleanbill.relief.tables import Decision

# The table `holdout`: which arm each person was drawn into. It names people by pseudonym and is never published.


RELIEF, HELD = "relief", "hold-out"


class Holdout(Table):
    """A person's arm. It never changes once drawn."""

    __grain__ = "a person who was drawn for an arm"
    __key__ = ("person_id",)

    person_id: dt.String = column("person", "pseudonym of the person, as patient_id in the accounts on offer")
    stratum: dt.String = column("person", "place and size of debt among whose people they were drawn")
    arm: dt.String = column("person", "whether their debts may be bought or wait", isin=(RELIEF, HELD))
    drawn_on: dt.Date = column("public", "day of the draw")
    seed: dt.Int64 = column("public", "number that the draw was made from")


@dataclass(frozen=True, slots=True)
class Assigned:
    """A row of `holdout`."""

    person_id: str
    stratum: str
    arm: str
    drawn_on: date
    seed: int


def read_holdout(con: Any, path: Path) -> ir.Table:
    """`holdout` from CSV or Parquet. Raises BadInput with every fault of the file."""
    return read_table(con, path, Holdout)


def assigned(con: Any, drawn: ir.Table) -> dict[str, Assigned]:
    """The rows of `holdout` by person."""
    return {row["person_id"]: Assigned(**row) for row in con.to_pyarrow(drawn).to_pylist()}


# Draws the hold-out: the same people for the same seed, whatever the order of rows, and exact counts in each stratum.
#
# In: people who qualify, the share that waits, a seed. Out: rows of `holdout`. Within a stratum people are ranked by a
# keyed hash of seed and person (HMAC-SHA256), which nobody can steer who does not choose the seed after seeing it.
# How many wait in each stratum is its share by the largest remainder, so that no coin decides how large an arm is.


BY = ("state", "county")
BANDS_CENTS = (500_00, 2_000_00, 10_000_00)  # debts are told apart at these sums; where, is a choice of ours


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who qualifies: where they live, what they owe on the accounts that qualify, and their age if known."""

    person_id: str
    state: str | None
    county_fips: str | None
    face_cents: int
    age_years: int | None = None


def draw(
    people: Iterable[Candidate],
    *,
    share: int,
    seed: int,
    drawn_on: date,
    by: str = "state",
    known: Mapping[str, Assigned] | None = None,
) -> list[Assigned]:
    """Every person's arm by person, those `known` from earlier draws among them as they were drawn.

    `share` is what waits of the people who are drawn now, in basis points, above none and at most half.
    """
    if not 0 < share <= WHOLE_BP // 2:
        raise CleanbillError(f"A hold-out of {share / 100:g} % is none. Hold out more than 0 % and at most 50 %.")
    if by not in BY:
        raise CleanbillError(f"People are drawn by {' or '.join(BY)}, not by {by!r}.")
    earlier = dict(known or {})
    strata: dict[str, list[str]] = {}
    for one in people:
        if one.person_id not in earlier:
            strata.setdefault(stratum(one, by), []).append(one.person_id)
    drawn = dict(sorted(strata.items()))
    sizes = [len(names) for names in drawn.values()]
    waiting = allot(share_bp(sum(sizes), share), sizes) if sizes else []
    for (name, names), held in zip(drawn.items(), waiting, strict=True):
        ranked = sorted(names, key=lambda person: (_rank(seed, person), person))
        arms = [HELD] * held + [RELIEF] * (len(ranked) - held)
        earlier |= {
            person: Assigned(person, name, arm, drawn_on, seed) for person, arm in zip(ranked, arms, strict=True)
        }
    return [earlier[person] for person in sorted(earlier)]


def stratum(candidate: Candidate, by: str) -> str:
    """Place and size of debt."""
    where = (candidate.state if by == "state" else candidate.county_fips) or "unknown"
    limit = next((limit for limit in BANDS_CENTS if candidate.face_cents < limit), None)
    return f"{where}, {_size(limit)}"


@cache
def _size(limit: int | None) -> str:
    most = usd(limit or BANDS_CENTS[-1], cents_shown=False)
    return f"under {most}" if limit else f"{most} and more"


def _rank(seed: int, person: str) -> bytes:
    return hmac.digest(str(seed).encode(), person.encode(), "sha256")


# How alike the arms are before anything is bought: means, and their difference in standard deviations.
#
# The standardised difference is the difference of the means over the root of the mean of both variances; it does not
# grow with the number of people (Austin 2009, doi 10.1002/sim.3697). By lot it is rarely far from 0; 0.1 is a usual
# mark.


Measure = Callable[[Candidate], int | None]


@dataclass(frozen=True, slots=True)
class Balance:
    """A measure's mean in each arm, in its own unit, and the standardised difference, hold-out less relief.

    `difference_bp` is in hundredths of a hundredth of a standard deviation (1,000 is 0.1); None where nobody varies,
    or where an arm has nobody of whom the measure is known.
    """

    measure: str
    unit: str
    relief: Fraction | None
    held: Fraction | None
    difference_bp: int | None


def balance(people: Iterable[Candidate], assigned: Iterable[Assigned]) -> list[Balance]:
    """The arms' debts, ages and States, of the people who are in both inputs."""
    arms = {one.person_id: one.arm for one in assigned}
    both = [person for person in people if person.person_id in arms]
    states = sorted({one.state for one in both if one.state is not None})
    measures: list[tuple[str, str, Measure]] = [
        ("debt", "cents", lambda one: one.face_cents),
        ("age", "years", lambda one: one.age_years),
        *((f"lives in {state}", "share", _lives_in(state)) for state in states),
    ]
    return [
        _compared(name, unit, *(_values(both, arms, arm, measure) for arm in (RELIEF, HELD)))
        for name, unit, measure in measures
    ]


def _lives_in(state: str) -> Measure:
    return lambda one: int(one.state == state)


def _values(people: Sequence[Candidate], arms: dict[str, str], arm: str, measure: Measure) -> list[int]:
    return [value for person in people if arms[person.person_id] == arm and (value := measure(person)) is not None]


def _compared(name: str, unit: str, relief: Sequence[int], control: Sequence[int]) -> Balance:
    if not relief or not control:
        return Balance(name, unit, _mean(relief), _mean(control), None)
    apart = Fraction(sum(control), len(control)) - Fraction(sum(relief), len(relief))
    spread = (_variance(relief) + _variance(control)) / 2
    difference = round(WHOLE_BP * float(apart) / float(spread) ** 0.5) if spread else None
    return Balance(name, unit, _mean(relief), _mean(control), difference)


def _mean(values: Sequence[int]) -> Fraction | None:
    return Fraction(sum(values), len(values)) if values else None


def _variance(values: Sequence[int]) -> Fraction:
    """Exact, so that it does not depend on the order of rows; 0 of a single value."""
    if len(values) < 2:
        return Fraction(0)
    squares, total = sum(value * value for value in values), sum(values)
    return (squares - Fraction(total * total, len(values))) / (len(values) - 1)


# Who may be drawn: the people behind the accounts that qualify, one each.
#
# In: `account` and `decision`. Out: Candidates by person. Of a person in several places the first by code is taken.


def candidates(con: Any, accounts: ir.Table, decided: ir.Table, today: date) -> list[Candidate]:
    """People with an account that qualifies, and all they owe on those."""
    good = decided.filter(decided.qualifies).select("holder", "account_id")
    theirs = accounts.semi_join(good, ["holder", "account_id"])
    people = theirs.group_by("patient_id").aggregate(
        state=theirs.state.min(),
        county_fips=theirs.county_fips.min(),
        face_cents=to_int64(theirs.current_balance_cents.sum()),
        born=theirs.birth_date.min(),
    )
    return [
        Candidate(row["patient_id"], row["state"], row["county_fips"], row["face_cents"], _age(row["born"], today))
        for row in con.to_pyarrow(people.order_by("patient_id")).to_pylist()
    ]


def _age(born: date | None, today: date) -> int | None:
    """Whole years."""
    return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# The smallest effect that a comparison of two arms can be expected to see.
#
# (z of significance + z of power) x standard deviation x root of (1/n + 1/m): Duflo, Glennerster and Kremer, "Using
# Randomization in Development Economics Research: A Toolkit", equation 7; World Bank, Development Impact,
# https://blogs.worldbank.org/impactevaluations/back-envelope-power-calcs (2.8 at 5 % and 80 %).


SIGNIFICANCE_BP, POWER_BP = 500, 8_000  # 5 % both ways and 80 %, as is usual


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest effect: in standard deviations of any outcome, and in points of a yes-or-no outcome; basis points.

    `of_reached_share_bp` is the latter for those whom money reaches, if it does nothing to the rest of their arm.
    """

    deviations_bp: int
    share_bp: int
    of_reached_share_bp: int


def detectable(
    relief: int, waiting: int, *, reached_bp: int = WHOLE_BP, base_bp: int = WHOLE_BP // 2, power_bp: int = POWER_BP
) -> Detectable:
    """For people in each arm. `reached_bp` of the relief arm are relieved; `base_bp` of the hold-out say yes.

    At half saying yes the outcome varies most: the default is the largest that the smallest effect can be.
    """
    if relief < 1 or waiting < 1:
        raise CleanbillError("A comparison needs people in both arms.")
    if not 0 < reached_bp <= WHOLE_BP or not 0 < base_bp < WHOLE_BP or not WHOLE_BP // 2 <= power_bp < WHOLE_BP:
        raise CleanbillError("Shares lie between 0 % and 100 %, power between 50 % and 100 %.")
    normal = NormalDist()
    z = normal.inv_cdf(1 - SIGNIFICANCE_BP / WHOLE_BP / 2) + normal.inv_cdf(power_bp / WHOLE_BP)
    deviations = z * sqrt(1 / relief + 1 / waiting)
    share = deviations * sqrt(base_bp * (WHOLE_BP - base_bp)) / WHOLE_BP
    return Detectable(*(round(WHOLE_BP * one) for one in (deviations, share, share * WHOLE_BP / reached_bp)))


# A draw under the ids that people have now: two who were drawn may have turned out to be one.
#
# In: `holdout`, and which id became which. Out: `holdout`, a row a person. Who waits under one of two ids waits; else
# the
# earlier draw holds, for an arm never changes.


FORMER = {"person_id": "string", "now": "string"}


def followed(drawn: ir.Table, became: Mapping[str, str]) -> ir.Table:
    """`drawn` under the ids of now; `became` is a former id -> the one that it became."""
    ids = ibis.memtable([{"person_id": old, "now": new} for old, new in became.items()], schema=FORMER)
    both = drawn.left_join(ids, "person_id")
    under = both.mutate(person_id=ibis.coalesce(both.now, both.person_id))
    first = [(under.arm == HELD).desc(), under.drawn_on, under.seed, under.stratum]
    ranked = under.mutate(place=ibis.row_number().over(group_by=under.person_id, order_by=first))
    return ranked.filter(ranked.place == 0).select(*ibis_schema(Holdout).names)


# Keeps the accounts of people who wait out of a round: they qualify, and are held out.
#
# In: `decision`, `account`, `holdout`. Out: `decision`; every account of a person who waits that would qualify has the
# reason "held out" and does not.


REASON = "held out"


def left_out(decided: ir.Table, accounts: ir.Table, drawn: ir.Table) -> ir.Table:
    """`decided` with those who wait left out."""
    waits = drawn.filter(drawn.arm == HELD).select(patient_id="person_id")
    theirs = accounts.semi_join(waits, "patient_id").select("holder", "account_id", waits=ibis.literal(value=True))
    both = decided.left_join(theirs, ["holder", "account_id"])
    out = both.qualifies & both.waits.fill_null(False)
    rows = both.mutate(qualifies=both.qualifies & ~out, reason=ibis.ifelse(out, REASON, both.reason))
    return rows.select(*ibis_schema(Decision).names)

"""The survey's incomes, given to persons and brought to a year's dollars.

Wages, business and farm income are the earner's own. Other income is the tax
unit's; it is given to its head and spouse: what is owned half to each, old-age
income to whoever of the two is 62 or more, the rest to the head. It counts
interest, dividends, alimony, capital gain distributions, IRA distributions,
pensions, unemployment benefit, Social Security, SSI, cash assistance and
veterans' benefit; not food, housing or medical benefits. Farm income grows as
other business does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.law import parameter
from cleanbill.people.tables import HEAD, JOINT, SPOUSE, Floats, Ints, Members, Units, even

# Draws whole households, with replacement and by weight, until exactly n people are there.


def draw_households(weight: Ints, size: Ints, n: int, seed: int) -> Ints:
    """Rows of the households drawn, in order; their sizes add up to `n`.

    Households are drawn until the next would pass `n`. The few people still
    wanted come from one household of just that size, drawn by weight, or, where
    the survey has none, from households of one. So a draw of fewer people is
    the beginning of a draw of more, but for these last ones.
    """
    drawn = _pick(weight, even(seed, "household", n))
    reached = np.cumsum(size[drawn])
    kept = drawn[: int(np.searchsorted(reached, n, side="right"))]
    return np.concatenate([kept, _last(weight, size, n - int(size[kept].sum()), seed)])


def _last(weight: Ints, size: Ints, wanted: int, seed: int) -> Ints:
    if wanted == 0:
        return np.empty(0, np.int64)
    fits = np.where(size == wanted, weight, 0)
    if fits.sum() > 0:
        return _pick(fits, even(seed, "last household", 1))
    return _pick(np.where(size == 1, weight, 0), even(seed, "last household", wanted))


def _pick(weight: Ints, draw: Floats) -> Ints:
    """For each draw, a row with the chance of its whole weight."""
    reached = np.cumsum(weight)
    return np.asarray(np.searchsorted(reached, (draw * reached[-1]).astype(np.int64), side="right"))


def rows_of(start: Ints, size: Ints, drawn: Ints) -> tuple[Ints, Ints]:
    """Rows of the people of the households drawn, and which draw each person is of."""
    count = size[drawn]
    draw = np.repeat(np.arange(len(drawn)), count)
    before = np.concatenate([[0], np.cumsum(count)[:-1]])
    return start[drawn][draw] + np.arange(len(draw)) - before[draw], draw


EARLY_RETIREMENT = 62  # years; the first age of Social Security's retirement benefit (42 USC 402)

# survey column -> the growth factor of law/us/income_growth that it follows
OWNED = {
    "interest": "interest",
    "exempt_interest": "interest",
    "dividends": "dividends",
    "gain_distributions": "other_taxable",
}
OLD_AGE = {"ira": "other_taxable", "pensions": "other_taxable", "social_security": "social_security"}
HEADS = {
    "alimony": "other_taxable",
    "unemployment": "unemployment",
    "ssi": "ssi",
    "tanf": "tanf",
    "veterans": "veterans",
}


def incomes(units: Units, people: Members, day: date) -> dict[str, Ints]:
    """wages, self_employment and other income of each person, whole cents in the year of `day`."""
    growth = parameter("us/income_growth").at(day)
    return {
        "wages_cents": _earned(units, people, "wages", growth["wages"], growth["wages"]),
        "self_employment_cents": _earned(units, people, "business", growth["business"], growth["business_loss"])
        + _earned(units, people, "farm", growth["business"], growth["business_loss"]),
        "other_income_cents": _other(units, people, growth),
    }


def _earned(units: Units, people: Members, kind: str, gain: int, loss: int) -> Ints:
    head, spouse = units[f"{kind}_head"][people.unit], units[f"{kind}_spouse"][people.unit]
    dollars = np.where(people.role == HEAD, head, np.where(people.role == SPOUSE, spouse, 0))
    return _grown(dollars, np.where(dollars < 0, loss, gain))


def _other(units: Units, people: Members, growth: Mapping[str, int]) -> Ints:
    owned, old_age, heads = (_unit_cents(units, kinds, growth) for kinds in (OWNED, OLD_AGE, HEADS))
    owned_share, old_share = _shares_of_spouse(units)
    of_spouse = owned * owned_share // 2 + old_age * old_share // 2
    return _given(people, owned + old_age + heads - of_spouse, of_spouse)


def by_kind(units: Units, people: Members, growth: Mapping[str, int]) -> dict[str, Ints]:
    """Each kind of other income apart, given to head and spouse as all of it is, in cents.

    A cent may lie with the other of the two than in `incomes`, which halves the sum.
    """
    owned_share, old_share = _shares_of_spouse(units)
    halves = dict.fromkeys(OWNED, owned_share) | dict.fromkeys(OLD_AGE, old_share) | dict.fromkeys(HEADS, None)
    given = {}
    for kind, factor in {**OWNED, **OLD_AGE, **HEADS}.items():
        cents, share = _grown(units[kind], np.int64(growth[factor])), halves[kind]
        of_spouse = np.zeros_like(cents) if share is None else cents * share // 2
        given[kind] = _given(people, cents - of_spouse, of_spouse)
    return given


def _given(people: Members, of_head: Ints, of_spouse: Ints) -> Ints:
    """Amounts of units, to their head and spouse."""
    is_head, is_spouse = people.role == HEAD, people.role == SPOUSE
    return np.where(is_head, of_head[people.unit], np.where(is_spouse, of_spouse[people.unit], 0))


def _shares_of_spouse(units: Units) -> tuple[Ints, Ints]:
    """Halves of what is owned, and of old-age income, that go to the spouse."""
    joint = (units["filing"] == JOINT).astype(np.int64)
    head_old = (units["age_head"] >= EARLY_RETIREMENT).astype(np.int64)
    spouse_old = ((units["filing"] == JOINT) & (units["age_spouse"] >= EARLY_RETIREMENT)).astype(np.int64)
    return _spouse_share(units, np.ones_like(joint), joint), _spouse_share(units, head_old, spouse_old)


def _spouse_share(units: Units, head: Ints, spouse: Ints) -> Ints:
    """Halves that go to the spouse: 0, 1 where both have a claim, 2 where the spouse alone has."""
    return np.where(spouse == 0, 0, np.where(head == 1, 1, 2))


def _unit_cents(units: Units, kinds: Mapping[str, str], growth: Mapping[str, int]) -> Ints:
    grown = [_grown(units[column], np.int64(growth[factor])) for column, factor in kinds.items()]
    return np.asarray(np.sum(grown, axis=0))


def _grown(dollars: Ints, growth_bp: Ints | np.int64) -> Ints:
    """Dollars of 2014 as cents of the year; bp / 10,000 x 100 cents is bp / 100. Half cents go up."""
    return np.asarray(half_up(dollars * growth_bp, 100))


# Family income beside the federal poverty guideline.
#
# In: the table `person`. Out: one row a family. The guideline is the one in
# force on the day, for the size of the family (42 USC 9902(2); amounts in
# law/us/poverty_guideline). Incomes may be negative: a family's is floored at 0.


GUIDELINE_LAW = "us/poverty_guideline"


def guideline_cents(size: int, day: date, region: str = "contiguous") -> int:
    """The guideline in force on `day` for a family of `size`, cents a year.

    `region` is contiguous, alaska or hawaii. Raises CleanbillError for another
    region, a size below 1 or a day before the first guideline held.
    """
    if size < 1:
        raise CleanbillError(f"A family has at least one person, not {size}.")
    first, step = steps_cents(day, region)
    return first + (size - 1) * step


def steps_cents(day: date, region: str = "contiguous") -> tuple[int, int]:
    """The guideline for one person, and for each further person, cents a year."""
    regions: dict[str, Any] = parameter(GUIDELINE_LAW).at(day)
    if region not in regions:
        raise CleanbillError(f"There is no guideline for {region!r}, only for {', '.join(sorted(regions))}.")
    return regions[region]["first"] * 100, regions[region]["step"] * 100


def guideline_year(day: date) -> int:
    """The year of the guideline in force on `day`: last year's until the new one appears in January."""
    return parameter(GUIDELINE_LAW).since(day).year


def families(person: ir.Table, day: date) -> ir.Table:
    """One row a family: family_id, head_id, size, income_cents, guideline_cents, guideline_year, fpl_bp.

    The head is the oldest, of equals the first by person_id. `fpl_bp` is
    income in basis points of the guideline, rounded down. All but the ids are int64.
    """
    first, step = steps_cents(day)
    grouped = _heads(person).group_by("family_id")
    family = grouped.aggregate(
        head_id=lambda t: ibis.cases((t.place == 0, t.person_id)).max(),
        size=lambda t: t.count().cast("int64"),
        income_cents=lambda t: ibis.greatest(t.income_cents.sum().cast("int64"), ibis.literal(0, "int64")),
    )
    known = family.mutate(
        guideline_cents=(ibis.literal(first, "int64") + (family["size"] - 1) * step).cast("int64"),
        guideline_year=ibis.literal(guideline_year(day), "int64"),
    )
    return known.mutate(fpl_bp=(known.income_cents * WHOLE_BP // known.guideline_cents).cast("int64"))


def _heads(person: ir.Table) -> ir.Table:
    """Each person's place in the family by age, from 0."""
    eldest_first = ibis.window(group_by="family_id", order_by=["birth_date", "person_id"])
    return person.mutate(place=ibis.row_number().over(eldest_first))

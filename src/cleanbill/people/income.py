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

import numpy as np

from cleanbill.law import parameter
from cleanbill.people.chance import Ints
from cleanbill.people.members import HEAD, JOINT, SPOUSE, Members
from cleanbill.people.sample import Units

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
    return np.asarray((dollars * growth_bp + 50) // 100)

"""The population of a year: the fitted base year, its money grown by stated rates and its people weighted by age.

Records keep their cover, employers and households: how many people each stands for changes.
Law: us/income_growth, states/ma/employer_premium, us/poverty_guideline; of people see `ageing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP, growth, half_up
from cleanbill.law import parameter
from cleanbill.people.income import steps_cents
from cleanbill.people.population.fit import BASE_YEAR, FEWEST, Fitted, balanced, fits, fitted, survey_house
from cleanbill.people.population.survey import HUNDREDTHS, PLANS, RULE, Population, returns
from cleanbill.people.population.top_tail import NATION as TOP_TAIL_NATION
from cleanbill.people.population.top_tail import PART
from cleanbill.people.population.work import ENROLLED, FAMILY, PREMIUM, SINGLE, policies, premiums
from cleanbill.people.tables import Floats, Ints, target

# How many people each record stands for in a later year: the base year's weights, nearest to them by age.
#
# The State's number of people grows by its own rate, its ages beside each other as the
# nation's do. What goes with age goes along: more old people are more on Medicare.
# Law: states/ma/population, states/ma/population_growth, us/population_by_age.


NOW, GROWTH, NATION = "states/ma/population", "states/ma/population_growth", "us/population_by_age"


def people_by_age(day: date) -> dict[int, float]:
    """Residents in the year of `day` by the first age of the band."""
    now, nation = target(NOW, date(BASE_YEAR, 7, 1)), target(NATION, day)
    grown = {start: people * nation[start] for start, people in now.items()}
    all_people = sum(now.values()) * target(GROWTH, day) / WHOLE_BP
    return {start: people * all_people / sum(grown.values()) for start, people in grown.items()}


def aged_weights(base: Fitted, day: date) -> Ints:
    """Hundredths of people that one of each household stands for in the year of `day`; the base's own in its year."""
    if day.year == BASE_YEAR:
        return base.weight
    wanted = people_by_age(day)
    columns = _by_age(base, sorted(wanted))
    weight = balanced(columns, base.weight / HUNDREDTHS, np.array([wanted[start] for start in sorted(wanted)]))
    return np.asarray(np.maximum(np.rint(weight * HUNDREDTHS), 1).astype(np.int64))


def _by_age(base: Fitted, starts: list[int]) -> Floats:
    """People of each household by band of age."""
    band = np.searchsorted(starts, base.people.age, side="right") - 1
    houses = len(base.weight)
    flat = np.bincount(base.people.house * len(starts) + band, minlength=houses * len(starts))
    return flat.reshape(houses, len(starts)).astype(np.float64)


LAST_YEAR = 2030
# kind of money -> the growth factor of law/us/income_growth that it follows
FOLLOWS = {
    "wages": "wages",
    "self_employment": "business",
    "partnership": "business",
    "interest": "interest",
    "dividends": "dividends",
    "gains": "other_taxable",
    "pensions": "other_taxable",
    "social_security": "social_security",
    "unemployment": "unemployment",
    "benefits": "ssi",
}


@cache
def population(year: int) -> Population:
    """Residents of Massachusetts in `year`, 2023 to 2030; CleanbillError for another year."""
    if not BASE_YEAR <= year <= LAST_YEAR:
        raise CleanbillError(f"There is no population of {year}: it is fitted to {BASE_YEAR} and aged to {LAST_YEAR}.")
    base, day = fitted(), date(year, 7, 1)
    people, money = base.people, {kind: _grown(cents, kind, day) for kind, cents in base.money.items()}
    weight = aged_weights(base, day)[people.house]
    policies_now = policies(
        people.family,
        plan_of=base.plan_of,
        age=people.age,
        wages=money["wages"],
        cover=base.cover,
        copy_of=people.row,
        day=day,
    )
    by_employer, by_employee = premiums(policies_now, weight, money["wages"], day)
    return Population(
        year=year,
        house=people.house,
        family=people.family,
        unit=people.unit,
        role=base.role,
        filing=base.filing,
        age=people.age,
        woman=people.woman,
        weight=weight,
        **money,
        fpl_bp=_fpl_bp(people.family, np.sum(list(money.values()), axis=0), day),
        cover=base.cover,
        employer_size=policies_now.employer_size,
        subscriber=policies_now.subscriber,
        tier=policies_now.tier,
        employer_premium=by_employer,
        employee_premium=by_employee,
    )


def _grown(cents: Ints, kind: str, day: date) -> Ints:
    """Cents of the base year as cents of the year of `day`, half cents up."""
    growth = parameter("us/income_growth")
    now, then = (growth.at(when)[FOLLOWS[kind]] for when in (day, date(BASE_YEAR, 7, 1)))
    return np.asarray(half_up(cents * now, then))


def _fpl_bp(family: Ints, income: Ints, day: date) -> Ints:
    """Of each person's family: income in basis points of the guideline, which grows on past the last published."""
    first, step = steps_cents(day)
    beyond = max(0, day.year - max(parameter("us/poverty_guideline").values).year)
    grows = float(growth(target("us/poverty_guideline_growth", day), beyond))
    guideline = np.rint((first + (np.bincount(family) - 1) * step) * grows).astype(np.int64)
    of_family = np.bincount(family, income).astype(np.int64)
    return np.asarray((np.maximum(of_family, 0) * WHOLE_BP // guideline)[family])


# Holds the population beside what it was weighted to, and beside figures that it was not: target and achieved.


PRIVATE = "states/ma/private_cover"
NEAR_BP = 100  # within which a target is met
FEW = f"fewer than {FEWEST} households of the survey are like it, so it was left out of the fit"


@dataclass(frozen=True, slots=True)
class Held:
    """A published total beside the population's."""

    group: str
    name: str
    unit: str
    target: int
    achieved: int
    status: str  # fitted, checked (not fitted), or left out
    source: str  # the parameter
    why_missed: str = ""

    @property
    def off_bp(self) -> int:
        """How far off, basis points of the target."""
        return round((self.achieved - self.target) * 10_000 / abs(self.target)) if self.target else 0

    @property
    def met(self) -> bool:
        """Within 1 %."""
        return abs(self.off_bp) <= NEAR_BP


def held_beside_targets(year: int = BASE_YEAR) -> list[Held]:
    """Every target of the base year, fitted or not; of a later year what is known of it: its ages and premiums.

    Raises CleanbillError for a year that there is no population of.
    """
    people = population(year)
    if year != BASE_YEAR:
        return [*_aged(people), *_policies(people)]
    base = fitted()
    of, weight = survey_house(base.people), base.weight / HUNDREDTHS
    rows = [
        Held(aim.group, aim.name, aim.unit, round(aim.value), round(float(weight @ aim.column)),
             "fitted" if fits(aim, of) else "left out", f"law/{aim.law}", "" if fits(aim, of) else FEW)
        for aim in base.aims
    ]  # fmt: skip
    return [*rows, *_sums(rows), _private(people), *_kinds(), *_policies(people), _enrolled(people)]


def _aged(people: Population) -> list[Held]:
    """People by age in a later year."""
    wanted = people_by_age(date(people.year, 7, 1))
    starts = sorted(wanted)
    found = np.bincount(np.searchsorted(starts, people.age, side="right") - 1, people.weight) / HUNDREDTHS
    names = [*(f"{start} to {end - 1}" for start, end in pairwise(starts)), f"{starts[-1]} and more"]
    return [
        Held("people by age", name, "people", round(wanted[start]), round(float(level)), "fitted", f"law/{NATION}")
        for name, start, level in zip(names, starts, found, strict=True)
    ]


def _sums(rows: list[Held]) -> list[Held]:
    """Of all bands together."""
    why = "without the returns whose losses are more than their income, of which the survey has too few"
    found = []
    for group in ("returns", "adjusted gross income"):
        bands = [row for row in rows if row.group == group]
        wanted, achieved = (sum(values) for values in zip(*((row.target, row.achieved) for row in bands), strict=True))
        found.append(Held("all returns", group, bands[0].unit, wanted, achieved, "checked", bands[0].source, why))
    return found


def _private(people: Population) -> Held:
    """Commercial cover, which no weight was fitted to: the rest beside public programmes and no cover."""
    private = np.isin(people.cover, [PLANS.index(plan) for plan in ("employer", "hdhp", "connectorcare")])
    found = round(float(people.weight[private].sum()) / HUNDREDTHS)
    why = "the published count is of 2021 and rounded"
    wanted = parameter(PRIVATE).at(date(BASE_YEAR, 7, 1))
    return Held("cover", "private, not fitted", "people", wanted, found, "checked", f"law/{PRIVATE}", why)


NEXT_YEAR = "not fitted: the State's part of the nation's in 2015, of 2023; the bands of income fitted to are of 2022"


def _kinds() -> list[Held]:
    """Kinds of income beside the State's part of the nation's returns."""
    base, day = fitted(), date(BASE_YEAR, 7, 1)
    nation, part = parameter(TOP_TAIL_NATION).at(day)["all"], parameter(PART).at(day)
    taxed = 1 - parameter(RULE).at(day)["before_tax_bp"] / 10_000
    weight = base.weight[base.people.house]
    rows = []
    for kind in part["state"]:
        column = "self_employment" if kind == "business" else kind
        wanted = round(nation[kind] * 1e6 * part["state"][kind] / part["nation"][kind])
        dollars = int((weight * base.money[column]).sum()) // (HUNDREDTHS * 100)
        name = "wages that are taxed" if kind == "wages" else kind
        achieved = round(dollars * taxed) if kind == "wages" else dollars
        rows.append(Held("kinds of income", name, "dollars", wanted, achieved, "checked", f"law/{PART}", NEXT_YEAR))
    return rows


def _policies(people: Population) -> list[Held]:
    """What employers' policies come to, means per policy, which are so by construction."""
    law = parameter(PREMIUM).at(date(people.year, 7, 1))
    rows = []
    for tier, name in ((SINGLE, "single"), (FAMILY, "family")):
        holds = (people.tier == tier) & (people.wages > 0)
        paid = people.employee_premium + people.employer_premium
        for what, cents, wanted in (
            (f"{name} premium a year", paid, law[f"{name}_cents"] * 12),
            (
                f"employee's part of it, {name}",
                people.employee_premium,
                law[f"{name}_cents"] * 12 * law[f"{name}_share_bp"] / 10_000,
            ),
        ):
            mean = np.average(cents[holds], weights=people.weight[holds]) / 100
            rows.append(
                Held("employers", what, "dollars", round(wanted / 100), round(float(mean)), "fitted", f"law/{PREMIUM}")
            )
    return rows


def _enrolled(people: Population) -> Held:
    """The share of employees with a policy of their own; `us/own_policy_of_second_earner` was set by it."""
    works = people.wages > 0
    enrolled = float(people.weight[works & (people.tier > 0)].sum() / people.weight[works].sum())
    why = "an employee under the policy of a spouse or parent, and the part-time, count as not enrolled"
    wanted = parameter(ENROLLED).at(date(BASE_YEAR, 7, 1))["employees_enrolled_bp"]
    return Held("employers", "employees in their own employer's plan", "basis points", wanted, round(enrolled * 10_000),
                "checked", f"law/{ENROLLED}", why)  # fmt: skip


def unearned_base() -> tuple[int, int]:
    """Interest, dividends, gains and partnership income of the base year in dollars: as surveyed, and as imputed."""
    base = fitted()
    weight = base.weight[base.people.house]
    kinds = ("interest", "dividends", "gains", "partnership")
    before, after = (
        sum(int((weight * money[kind]).sum()) for kind in kinds if kind in money) // (HUNDREDTHS * 100)
        for money in (base.surveyed, base.money)
    )
    return before, after


def adjusted_gross_income() -> int:
    """Dollars of all returns of the base year."""
    base = fitted()
    filed = returns(base.people.unit, base.filing, base.money, date(BASE_YEAR, 1, 1))
    first = np.flatnonzero(np.diff(base.people.unit, prepend=-1))
    weight = base.weight[base.people.house[first]]
    return int((weight * np.where(filed.files, filed.agi, 0)).sum()) // (HUNDREDTHS * 100)

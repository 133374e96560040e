"""Holds the population beside what it was weighted to, and beside figures that it was not: target and achieved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cleanbill.law import parameter
from cleanbill.people.population.build import population
from cleanbill.people.population.fit import BASE_YEAR, FEWEST, fits, fitted, survey_house
from cleanbill.people.population.record import HUNDREDTHS
from cleanbill.people.population.returns import RULE, returns
from cleanbill.people.population.top_tail import NATION, PART
from cleanbill.people.population.work import ENROLLED, FAMILY, PREMIUM, SINGLE

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


def held_beside_targets() -> list[Held]:
    """Every target of the base year, fitted or not."""
    base = fitted()
    of, weight = survey_house(base.people), base.weight / HUNDREDTHS
    rows = [
        Held(aim.group, aim.name, aim.unit, round(aim.value), round(float(weight @ aim.column)),
             "fitted" if fits(aim, of) else "left out", f"law/{aim.law}", "" if fits(aim, of) else FEW)
        for aim in base.aims
    ]  # fmt: skip
    return [*rows, *_kinds(), *_policies()]


NEXT_YEAR = "not fitted: the State's part of the nation's in 2015, of 2023; the bands of income fitted to are of 2022"


def _kinds() -> list[Held]:
    """Kinds of income beside the State's part of the nation's returns."""
    base, day = fitted(), date(BASE_YEAR, 7, 1)
    nation, part = parameter(NATION).at(day)["all"], parameter(PART).at(day)
    taxed = 1 - parameter(RULE).at(day)["before_tax_bp"] / 10_000
    weight = base.weight[base.people.house]
    rows = []
    for kind in part["state"]:
        ours = "self_employment" if kind == "business" else kind
        wanted = round(nation[kind] * 1e6 * part["state"][kind] / part["nation"][kind])
        dollars = int((weight * base.money[ours]).sum()) // (HUNDREDTHS * 100)
        name = "wages that are taxed" if kind == "wages" else kind
        achieved = round(dollars * taxed) if kind == "wages" else dollars
        rows.append(Held("kinds of income", name, "dollars", wanted, achieved, "checked", f"law/{PART}", NEXT_YEAR))
    return rows


def _policies() -> list[Held]:
    """What employers' policies come to: means per policy are by construction, the share of employees is not."""
    people, day = population(BASE_YEAR), date(BASE_YEAR, 7, 1)
    law = parameter(PREMIUM).at(day)
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
    return [*rows, _enrolled()]


def _enrolled() -> Held:
    people = population(BASE_YEAR)
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
    told = returns(base.people.unit, base.filing, base.money, date(BASE_YEAR, 1, 1))
    first = np.flatnonzero(np.diff(base.people.unit, prepend=-1))
    weight = base.weight[base.people.house[first]]
    return int((weight * np.where(told.files, told.agi, 0)).sum()) // (HUNDREDTHS * 100)

"""What families have at hand, by income: solved for, so that people in debt match the survey's bands.

A bill that is above a family's means leaves the rest as debt. Means are
log-logistic of shape 1 within a band: with median m, a bill B is above
them with chance B / (B + m), and what is left is B - m ln(1 + B / m) on average.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from cleanbill.care import BENEFITS
from cleanbill.care.generator import published
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.medical_debt.runoff import run_off
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints
from cleanbill.people.population import PLANS, Population

# A family's bills of a year: what is asked of it on credit, without and with help by the hospital.
#
# Out of pocket by person and draw -> cents by family and draw. Pharmacies give
# no credit, so drugs leave no debt; the parts by kind of care are each person's, or those of MEPS 2018.
# Help: law/states/ma/hospital_assistance.


AT_COUNTER = ("drugs",)  # handed over against payment


@dataclass(frozen=True, slots=True)
class Families:
    """Families of a population, in its order; arrays of one value a family but for `bills` and `helped`."""

    first: Ints  # row of the family's first person
    people: Ints  # how many on record
    adults: Ints  # of them, from 18
    weight: Ints  # hundredths of families that it stands for
    fpl_bp: Ints
    age: Ints  # of its head
    insured: Floats  # 1 if all of them have cover, else 0
    bills: Floats  # (families, draws) cents asked on credit
    helped: Floats  # the same after the hospital's help, for those who apply
    apply: Floats  # chance of applying; 0 where the family does not qualify


def families(population: Population, out_of_pocket: Ints, by_kind: Ints | None = None) -> Families:
    """Families with their bills; `out_of_pocket` is (people, draws) whole cents of a year, all kinds of care.

    `by_kind`: (people, BENEFITS) expected cents out of pocket, for each person's parts by kind of care.

    Draws count alike; members' k-th draws are taken together, so they must be drawn apart (years.py).
    CleanbillError where rows are not the population's people or an amount is below 0.
    """
    _check(population, out_of_pocket)
    day = date(population.year, 1, 1)
    first = np.flatnonzero(np.diff(population.family, prepend=-1))
    people = np.diff(first, append=len(population))
    help_rule = parameter("states/ma/hospital_assistance").at(day)
    asked = np.asarray(out_of_pocket).reshape(len(population), -1)
    drugs, hospital = (_part(by_kind, kinds, len(population)) for kinds in (AT_COUNTER, tuple(help_rule["benefits"])))
    bills = np.add.reduceat(asked * (1 - drugs), first, axis=0)
    fpl_bp = population.fpl_bp[first]
    covered = population.cover != PLANS.index("none")
    return Families(
        first=first,
        people=people,
        adults=np.add.reduceat((population.age >= 18).astype(np.int64), first),
        weight=population.weight[first],
        fpl_bp=fpl_bp,
        age=population.age[first],
        insured=np.minimum.reduceat(covered.astype(np.float64), first),
        bills=bills,
        helped=np.maximum(bills - np.add.reduceat(asked * hospital, first, axis=0), 0.0),
        apply=np.where(fpl_bp <= help_rule["up_to_fpl_bp"], help_rule["apply_bp"] / WHOLE_BP, 0.0),
    )


def _part(by_kind: Ints | None, kinds: tuple[str, ...], people: int) -> Floats:
    """(people, 1): the part of a person's out-of-pocket spending that these kinds are."""
    if by_kind is None:
        return np.full((people, 1), oop_part(kinds))
    whole = by_kind.sum(axis=1)
    some = by_kind[:, [BENEFITS.index(kind) for kind in kinds]].sum(axis=1)
    part: Floats = np.divide(some, whole, out=np.full(people, oop_part(kinds)), where=whole > 0)
    return part[:, None]


def _check(population: Population, out_of_pocket: Ints) -> None:
    rows = len(np.asarray(out_of_pocket))
    if rows != len(population):
        raise CleanbillError(
            f"Out-of-pocket spending has {rows:,} rows and the population {len(population):,} people, so it cannot be "
            "told whose it is. Take the spending of this very population."
        )
    if np.min(out_of_pocket, initial=0) < 0:
        raise CleanbillError(
            "Out-of-pocket spending is below 0 for some people, and a refund is no bill that could become debt. "
            "Give what is due in a year, from 0."
        )


def oop_part(kinds: tuple[str, ...]) -> float:
    """The part of all out-of-pocket spending that these kinds of care are, MEPS 2018."""
    spent = published("meanEXP0__event__sop", BENEFITS, ("out_of_pocket",))[:, 0]
    return float(spent[[BENEFITS.index(kind) for kind in kinds]].sum() / spent.sum())


SURVEY = date(2019, 1, 1)  # the last survey that could be read by income
LIQUID = date(2022, 1, 1)  # survey of savings
STEPS = 30  # halvings of the logarithm: below a cent in most bands
ROUNDS = 6  # until the average of all bands stays as it is
MOST_CENTS = 1e10


@dataclass(frozen=True, slots=True)
class Means:
    """Median means at hand in cents by band of income, and whether the band's survey share was reached."""

    up_to_fpl_bp: tuple[int | None, ...]
    median_cents: tuple[int, ...]  # of a family whose head is of the age that means are relative to
    reached: tuple[bool, ...]

    def of(self, families: Families) -> Floats:
        """Median means of families by income and age."""
        by_income = np.array(self.median_cents, np.float64)[band_of(families.fpl_bp, self.up_to_fpl_bp)]
        return np.asarray(by_income * relative_means(families.age))


def band_of(value: Ints, limits: Sequence[int | None]) -> npt.NDArray[np.intp]:
    """The place of the first band whose limit is not below the value; the last has none."""
    return np.searchsorted([limit for limit in limits if limit is not None], value, side="left")


def relative_means(age: Ints) -> Floats:
    """Means at hand by age of the family's head, relative to the ages from 35 to 64."""
    bands = parameter("us/liquid_by_age").at(LIQUID)
    median = np.array([band["median_cents"] for band in bands], np.float64)
    return np.asarray((median / median[1])[band_of(age, [band["up_to_age"] for band in bands])])


def chance_of_debt(bills: Floats, median: Floats, above_cents: float) -> Floats:
    """Mean over draws (the last axis) of the chance that more than `above_cents` of the bills is left."""
    over = np.maximum(bills - above_cents, 0.0)
    share: Floats = (over / (over + median[:, None])).mean(axis=1)
    return share


def year_leaves_debt(families: Families, median: Floats, above_cents: float) -> Floats:
    """The chance, by family, that the year leaves more than `above_cents` of debt."""
    alone = chance_of_debt(families.bills, median, above_cents)
    some = np.flatnonzero(families.apply)
    helped = alone.copy()
    helped[some] = chance_of_debt(families.helped[some], median[some], above_cents)
    return (1 - families.apply) * alone + families.apply * helped


def carried(families: Families, leaves: Floats, open_share: Sequence[float], moved_bp: int) -> Floats:
    """The chance, by family, of having debt now: of this year, or of an earlier one that is still open.

    `open_share`: of debts that arose so many years ago, still open; years come independently. Of families,
    `moved_bp` a year had another's income and cover before, and then debt as often as people on average.
    """
    people = families.weight * families.people
    average = float((people * leaves).sum() / max(people.sum(), 1))
    return carried_beside(leaves, average, open_share, moved_bp)


def carried_beside(leaves: Floats, average: float, open_share: Sequence[float], moved_bp: int) -> Floats:
    """The same where people's average is known."""
    stayed = [(1 - moved_bp / WHOLE_BP) ** age for age in range(len(open_share))]
    unmoved = sum(share * still for share, still in zip(open_share, stayed, strict=True))
    others = sum(open_share) - unmoved
    return -np.expm1(-leaves * unmoved - average * others)


def survey_bands(survey: date) -> list[dict[str, Any]]:
    """Bands of income with the survey's share; one of 2019 scaled to the total of a later survey."""
    asked = parameter("states/ma/medical_debt_survey")
    base, then = asked.at(SURVEY), asked.at(survey)
    if then["by_fpl"] is not None:
        return list(then["by_fpl"])
    return [{**b, "share_bp": b["share_bp"] * then["all_bp"] / base["all_bp"]} for b in base["by_fpl"]]


def means_of_survey(
    population: Population, out_of_pocket: Ints, survey: date = SURVEY, by_kind: Ints | None = None
) -> Means:
    """Means at hand such that insured people in debt by income match the survey, bisected in their logarithm.

    `out_of_pocket`: (people, draws) cents under today's cover; `by_kind` as in `families`. A survey from
    2021 on moves all bands of 2019 to its total: that they move alike is an assumption.
    """
    return fitted(families(population, out_of_pocket, by_kind), survey_bands(survey), date(population.year, 1, 1))


def fitted(families: Families, bands: list[dict[str, Any]], day: date) -> Means:
    """Means by band, from the families' bills and the bands' shares of people."""
    rule = parameter("us/debt_response").at(day)
    limits = tuple(band["up_to_fpl_bp"] for band in bands)
    place, target = band_of(families.fpl_bp, limits), np.array([b["share_bp"] for b in bands]) / WHOLE_BP
    insured = families.weight * families.people * families.insured
    everyone = np.maximum(np.bincount(place, insured, len(bands)), 1.0)
    relative, people = relative_means(families.age), families.weight * families.people
    open_share, average = run_off(day).open_share, 0.0

    def leaves(log_median: Floats) -> Floats:
        return year_leaves_debt(families, np.exp(log_median)[place] * relative, float(rule["carried_from_cents"]))

    def share(log_median: Floats) -> Floats:
        carries = carried_beside(leaves(log_median), average, open_share, rule["moved_bp"])
        return np.bincount(place, insured * carries, len(bands)) / everyone

    least = np.full(len(bands), np.log(rule["least_median_cents"]))
    for _ in range(ROUNDS):  # the average of all bands moves each of them a little
        solved = _bisected(share, target, least)
        average = float((people * leaves(solved)).sum() / max(people.sum(), 1))
    reached = share(least) >= target
    return Means(
        limits, tuple(int(value) for value in np.rint(np.exp(solved))), tuple(bool(value) for value in reached)
    )


def _bisected(share: Callable[[Floats], Floats], target: Floats, least: Floats) -> Floats:
    """Where each band's share, which falls as its means rise, is its target; `least` where that is not reached."""
    low, high = least.copy(), np.full(len(target), np.log(MOST_CENTS))
    for _ in range(STEPS):
        middle = (low + high) / 2
        too_many = share(middle) > target
        low, high = np.where(too_many, middle, low), np.where(too_many, high, middle)
    return low

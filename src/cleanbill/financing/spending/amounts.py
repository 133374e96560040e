"""What care costs and who pays it, in fractions of cents, for people or for cells of people alike.

In: where they stand and the scale. Out: dollars by benefit and payer. What
the patient pays is interpolated between the price levels at which `payer`
settled years of people like them, so deductibles and limits do their work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from cleanbill.care import BENEFITS
from cleanbill.care.generator import COVER_CLASSES, PLAN_CLASSES, Floats, cell_numbers, expected
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households import whole_cents
from cleanbill.financing.spending.settled import KINDS, REFERENCE, settled_years
from cleanbill.financing.spending.spending import BESIDE_MEDICARE, DAY, PAYERS, PRICES_BP, SAME_CARE, YEAR
from cleanbill.law import parameter
from cleanbill.people import Ints
from cleanbill.people.population import PLANS, Population

# How spending differs with family income, within a cover class: MEPS 2018.
#
# Out: a factor for each (cover class, income band) that leaves the class's
# published mean as it is. No table at hand crosses income with age or service,
# so within a class the factor is the same for all.


BANDS = ("poor", "near_poor", "low", "middle", "high")


@cache
def survey() -> dict[str, Any]:
    """`data/meps_2018_income.yaml`."""
    file = resources.files("cleanbill.financing.spending").joinpath("data", "meps_2018_income.yaml")
    loaded: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return loaded


def published(table: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> Floats:
    """A published table as (rows, columns), NaN where nothing is printed."""
    published_rows = survey()["tables"][table]
    place = [published_rows["columns"].index(column) for column in columns]
    return np.array([[published_rows["values"][row][at] for at in place] for row in rows], dtype=np.float64)


def bands(fpl_bp: Ints) -> Ints:
    """Place in BANDS from family income in basis points of the poverty line."""
    starts = [survey()["bands_bp"][band] for band in BANDS]
    band: Ints = np.maximum(np.searchsorted(starts, fpl_bp, side="right") - 1, 0)
    return band


@cache
def income_factors() -> Floats:
    """Spending over the class's mean, (cover classes, bands); weighted by the survey's people it is 1 in each class."""
    people = _with_rest(published("totPOP__insurance__poverty", COVER_CLASSES, BANDS), _all("totPOP"))
    spent = _with_rest(
        published("meanEXP0__insurance__poverty", COVER_CLASSES, BANDS) * people, _all("meanEXP0") * _all("totPOP")
    )
    mean = spent.sum(axis=1) / people.sum(axis=1)
    factors: Floats = spent / people / mean[:, None]
    return factors


def _all(statistic: str) -> Floats:
    return published(f"{statistic}__insurance__poverty", COVER_CLASSES, ("all",))[:, 0]


def _with_rest(printed: Floats, total: Floats) -> Floats:
    """What is not printed is the rest of the class's total; at most one band of a class is not."""
    rest = total - np.nansum(printed, axis=1)
    return np.where(np.isnan(printed), rest[:, None], printed)


# Where each person stands for spending: cell of care, group of settled years, plan, income band.


FACTORS = ("private", "medicare", "masshealth")  # of Scale.cover
FACTOR_OF = {"masshealth": "masshealth"} | dict.fromkeys(
    ("medicare", "medicare-supplement", "medicare-masshealth"), "medicare"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry a person."""

    cell: Ints
    group: Ints  # of settled years
    variant: Ints  # place of the plan in SAME_CARE; 0 for others
    cover_class: Ints  # place in COVER_CLASSES
    band: Ints  # place in BANDS
    factor: Ints  # place in FACTORS
    plan: Ints  # place in PLANS


def standing(people: Population, cover: Ints | None = None) -> Standing:
    """Where each person of the population stands, under their plan or, alone on its policy, under that of `cover`."""
    alone, cover = cover is not None, people.cover if cover is None else cover
    classes = [PLAN_CLASSES[name] for name in PLANS]
    under = np.array([COVER_CLASSES.index(of.under_65) for of in classes])[cover]
    over = np.array([COVER_CLASSES.index(of.from_65) for of in classes])[cover]
    cell = cell_numbers(people.age, people.woman, under, over)
    commercial = np.isin(cover, [PLANS.index(name) for name in SAME_CARE])
    kind = np.array([KINDS.index(SAME_CARE[0] if name in SAME_CARE else name) for name in PLANS])[cover]
    kind = np.where(commercial & (not alone) & (_on_policy(people) > 1), 0, kind)
    variant = np.array([SAME_CARE.index(name) if name in SAME_CARE else 0 for name in PLANS])[cover]
    return Standing(
        cell=cell,
        group=settled_years().group(kind, cell),
        variant=variant,
        cover_class=cell % len(COVER_CLASSES),
        band=bands(people.fpl_bp),
        factor=np.array([FACTORS.index(FACTOR_OF.get(name, "private")) for name in PLANS])[cover],
        plan=cover,
    )


def _on_policy(people: Population) -> Ints:
    """How many people are on each person's policy: the subscriber's, or the family's under one plan."""
    subscribed = people.subscriber >= 0
    policy = np.where(subscribed, people.subscriber, len(people) + people.family * len(PLANS) + people.cover)
    _, place, number = np.unique(policy, return_inverse=True, return_counts=True)
    return np.asarray(number[place])


DRUGS = BENEFITS.index("drugs")
OUT_OF_POCKET, PRIVATE, MEDICARE, MEDICAID, OTHER = range(len(PAYERS))
SUPPLEMENT, BOTH = (PLANS.index(name) for name in BESIDE_MEDICARE)
NO_COVER, MASSHEALTH, ORIGINAL = (PLANS.index(name) for name in ("none", "masshealth", "medicare"))


@dataclass(frozen=True, slots=True)
class Amounts:
    """Cents, not yet whole: `allowed` and what patients are `asked`, (people, benefits); `paid` (payers, ...).

    `level` is how dear care is beside that of the settled years.
    """

    allowed: Floats
    level: Floats
    asked: Floats
    paid: Floats


def trend(year: int) -> float:
    """What a dollar of 2018 has become."""
    return float(parameter("us/spending_trend").at(date(year, 1, 1))) / WHOLE_BP


def survey_cents(of: Standing, year: int) -> Floats:
    """Expected cents by benefit before any scaling: MEPS by age, sex, cover and income in dollars of the year."""
    dollars = expected().dollars[of.cell] * income_factors()[of.cover_class, of.band][:, None]
    cents: Floats = dollars * (100 * trend(year))
    return cents


def at_level(levels: Floats, level: Floats) -> Floats:
    """`levels` (price levels, ...) interpolated at `level` (...); beyond the ends the last piece goes on, from 0 up."""
    grid = np.array(PRICES_BP) / WHOLE_BP
    low = np.clip(np.searchsorted(grid, level, side="right") - 1, 0, len(grid) - 2)
    part = (level - grid[low]) / (grid[low + 1] - grid[low])
    under = np.take_along_axis(levels, low[None], axis=0)[0]
    over = np.take_along_axis(levels, low[None] + 1, axis=0)[0]
    between: Floats = np.maximum(under + (over - under) * part, 0)
    return between


def amounts(of: Standing, year: int, cover: Floats, service: Floats) -> Amounts:
    """Expected amounts at a scale: `cover` by FACTORS, `service` by benefit."""
    years = settled_years()
    mean, share = years.mean_allowed, years.mean_share
    survey = survey_cents(of, year)
    allowed = survey * cover[of.factor][:, None] * service
    growth = terms_growth(year)
    level = _level(_priced(survey, allowed), mean[of.group] * growth)
    left = at_level(np.moveaxis(share[of.variant, :, of.group], 1, 0), level) * growth
    asked = np.minimum(left, allowed)
    first = np.divide(years.mean_medicare, mean, out=np.zeros_like(mean), where=mean > 0)
    return Amounts(allowed, level, asked, _paid(of, allowed, asked, first[of.group] * allowed))


def terms_growth(year: int) -> float:
    """Plans' deductibles, copays and limits of a year beside those of their own: they grow as payers' spending does."""
    growth = parameter("states/ma/payer_totals").at(DAY)["growth_bp"] / WHOLE_BP
    return float((1 + growth) ** (year - YEAR))


def _level(fee: Floats, of_group: Floats) -> Floats:
    """How dear each kind of care is beside the years settled at price 1; where nobody uses it, the reference."""
    reference = np.full_like(fee, PRICES_BP[REFERENCE] / WHOLE_BP)
    level: Floats = reference * np.divide(fee, of_group, out=np.ones_like(fee), where=of_group > 0)
    return level


def _priced(survey: Floats, allowed: Floats) -> Floats:
    """What the patient's share is taken of: of drugs the survey's price before rebates, which go to the payer."""
    before = allowed.copy()
    before[:, DRUGS] = survey[:, DRUGS]
    return before


@cache
def other_share() -> Floats:
    """Share of spending that others than the four payers pay, by cover class: MEPS 2018."""
    paid = published("meanEXP0__sop__insurance", ("any", "other"), COVER_CLASSES)
    share: Floats = paid[1] / paid[0]
    return share


def unpaid_share(of: Standing) -> Floats:
    """Share of what they are asked for that people pay: all, but for people without cover."""
    share: Floats = np.where(of.plan == NO_COVER, 1 - other_share()[of.cover_class], 1.0)
    return share


def _paid(of: Standing, allowed: Floats, asked: Floats, medicare_first: Floats) -> Floats:
    paid = np.zeros((len(PAYERS), *allowed.shape))
    paid[OUT_OF_POCKET] = asked * unpaid_share(of)[:, None]
    left = allowed - paid[OUT_OF_POCKET]
    paid[OTHER] = np.where(
        (of.plan == NO_COVER)[:, None], left, np.minimum(allowed * other_share()[of.cover_class][:, None], left)
    )
    left = left - paid[OTHER]
    first = np.minimum(medicare_first, left)
    advantage = parameter("us/spending_scale").at(DAY)["medicare_advantage_bp"] / WHOLE_BP
    plan = of.plan[:, None]
    paid[MEDICARE] = np.select(
        [plan == ORIGINAL, plan == SUPPLEMENT, plan == BOTH], [left, first + (left - first) * advantage, first], 0.0
    )
    paid[MEDICAID] = np.select([plan == MASSHEALTH, plan == BOTH], [left, left - first], 0.0)
    paid[PRIVATE] = left - paid[MEDICARE] - paid[MEDICAID]
    return paid


def whole(of: Amounts) -> tuple[Ints, Ints]:
    """Whole cents, half up: `allowed`, and `paid` so that payers' cents add up to it by person and benefit."""
    allowed = whole_cents(of.allowed)
    paid = np.zeros(of.paid.shape, np.int64)
    left = allowed.copy()
    for payer in (OUT_OF_POCKET, OTHER, MEDICARE, MEDICAID):
        paid[payer] = np.minimum(whole_cents(of.paid[payer]), left)
        left -= paid[payer]
    largest = of.paid[[OTHER, MEDICARE, MEDICAID]].argmax(axis=0)
    private = of.paid[PRIVATE] > 0
    paid[PRIVATE] = np.where(private, left, 0)
    for place, payer in enumerate((OTHER, MEDICARE, MEDICAID)):
        paid[payer] += np.where(~private & (largest == place), left, 0)
    return allowed, paid

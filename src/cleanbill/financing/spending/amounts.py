"""What care costs and who pays it, in fractions of cents, for people or for cells of people alike.

In: where they stand and the scale. Out: dollars by benefit and payer. What
the patient pays is interpolated between the price levels at which `payer`
settled the years of people like them; what it cuts and leaves is a plan's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from cleanbill.care import BENEFITS
from cleanbill.care.cells import COVER_CLASSES
from cleanbill.care.expected import expected
from cleanbill.care.meps import Floats
from cleanbill.core.cents import WHOLE_BP
from cleanbill.financing.spending.income import income_factors, published
from cleanbill.financing.spending.library import BESIDE_MEDICARE, DAY, PRICES_BP
from cleanbill.financing.spending.record import PAYERS
from cleanbill.financing.spending.settled import REFERENCE, settled_years
from cleanbill.financing.spending.standing import Standing
from cleanbill.law import parameter
from cleanbill.people.chance import Ints
from cleanbill.people.population import PLANS

DRUGS = BENEFITS.index("drugs")
OUT_OF_POCKET, PRIVATE, MEDICARE, MEDICAID, OTHER = range(len(PAYERS))
SUPPLEMENT, BOTH = (PLANS.index(name) for name in BESIDE_MEDICARE)
NO_COVER, MASSHEALTH, ORIGINAL = (PLANS.index(name) for name in ("none", "masshealth", "medicare"))


@dataclass(frozen=True, slots=True)
class Amounts:
    """Cents, not yet whole: `allowed` (people, benefits), `asked` of the patient, `paid` (payers, people, benefits)."""

    allowed: Floats
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


def price_level(of: Standing, cover: Floats) -> Floats:
    """Each person's level of prices and use beside the nation's, in the plans' own year.

    Plans' deductibles, copays and limits are taken to grow with spending, so the year drops out.
    """
    level: Floats = cover[of.factor] * income_factors()[of.cover_class, of.band]
    return level


def at_level(levels: Floats, level: Floats) -> Floats:
    """`levels` (price levels, people, ...) interpolated at each person's `level`; in proportion beyond the ends."""
    grid = np.array(PRICES_BP) / WHOLE_BP
    inside = np.clip(level, grid[0], grid[-1])
    low = np.minimum(np.searchsorted(grid, inside, side="right") - 1, len(grid) - 2)
    part = (inside - grid[low]) / (grid[low + 1] - grid[low])
    person = np.arange(len(level))
    shape = (-1, *[1] * (levels.ndim - 2))
    between = levels[low, person] * (1 - part).reshape(shape) + levels[low + 1, person] * part.reshape(shape)
    beyond: Floats = between * (level / inside).reshape(shape)
    return beyond


@cache
def _group_means() -> tuple[Floats, Floats, Floats]:
    years = settled_years()
    return years.means(years.allowed), years.means(years.medicare), years.means(years.share)


def amounts(of: Standing, year: int, cover: Floats, service: Floats) -> Amounts:
    """Expected amounts at a scale: `cover` by FACTORS, `service` by benefit."""
    allowed_mean, medicare_mean, share_mean = _group_means()
    level, survey = price_level(of, cover), survey_cents(of, year)
    gross = survey * cover[of.factor][:, None]
    allowed = gross * service
    reference = PRICES_BP[REFERENCE] / WHOLE_BP
    of_group = allowed_mean[of.group] * (level / reference)[:, None]
    left = at_level(np.moveaxis(share_mean[of.variant, :, of.group], 1, 0), level)
    rate = np.divide(left, of_group, out=np.zeros_like(left), where=of_group > 0)
    asked = np.minimum(rate * priced(gross, allowed), allowed)
    first = np.divide(medicare_mean, allowed_mean, out=np.zeros_like(allowed_mean), where=allowed_mean > 0)
    return Amounts(allowed, asked, _paid(of, allowed, asked, first[of.group] * allowed))


def priced(gross: Floats, allowed: Floats) -> Floats:
    """What the patient's share is taken of: drugs before rebates, which go to the payer; else what is allowed."""
    before = allowed.copy()
    before[..., DRUGS] = gross[..., DRUGS]
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
    allowed = half_up(of.allowed)
    paid = np.zeros(of.paid.shape, np.int64)
    left = allowed.copy()
    for payer in (OUT_OF_POCKET, OTHER, MEDICARE, MEDICAID):
        paid[payer] = np.minimum(half_up(of.paid[payer]), left)
        left -= paid[payer]
    largest = of.paid[[OTHER, MEDICARE, MEDICAID]].argmax(axis=0)
    private = of.paid[PRIVATE] > 0
    paid[PRIVATE] = np.where(private, left, 0)
    for place, payer in enumerate((OTHER, MEDICARE, MEDICAID)):
        paid[payer] += np.where(~private & (largest == place), left, 0)
    return allowed, paid


def half_up(cents: Floats) -> Ints:
    """Whole cents of amounts that are not negative."""
    return np.asarray(np.floor(cents + 0.5).astype(np.int64))

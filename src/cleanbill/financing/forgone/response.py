"""Visits and people missing, by the demand response: what would be used with nothing due, less what is used.

How use answers to the price is in `financing/demand`. Events are MEPS 2018's by age,
sex and cover. What lack of cover does beyond price is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleanbill.care import BENEFITS
from cleanbill.care.generator import COVER_CLASSES, PLAN_CLASSES, cell_numbers, expected, published
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.demand import use_at
from cleanbill.people import Floats, Ints
from cleanbill.people.population import HUNDREDTHS, PLANS, Population

FILLS = BENEFITS.index("drugs")
VISITS = [BENEFITS.index(kind) for kind in BENEFITS if kind not in ("drugs", "equipment")]


@dataclass(frozen=True, slots=True)
class Missed:
    """Care of a year that would be had with nothing due, and is not had today, at one elasticity."""

    arc_bp: int  # arc elasticity between free care and 95 % of the price
    people_at_most: int  # with at least one more visit or fill, if these came evenly; in truth fewer have more each
    visits: int  # to doctors, dentists, hospitals and at home, stays too
    fills: int  # of prescriptions


def more_use(patient_share: Floats, arc_bp: int) -> Floats:
    """Growth of use as the patient's share of the price (0 to 1, above it 1) falls to nothing."""
    paid = np.minimum(patient_share, 1.0)
    return np.asarray(1 / use_at(paid, np.asarray(arc_bp / WHOLE_BP)) - 1)


def shares_by_cover(population: Population, out_of_pocket: Ints, spending: Ints) -> Floats:
    """The patient's share of the price, (people, kinds of care): a cover's own on average, by kind as in MEPS 2018.

    `out_of_pocket` and `spending` are cents by person, or (people, draws). An average: the share
    due on the next visit is higher under a deductible and nothing past the limit.
    """
    weight = population.weight
    paid, whole = (
        np.bincount(population.cover, weight * cents.reshape(len(weight), -1).mean(axis=1), len(PLANS))
        for cents in (np.asarray(out_of_pocket), np.asarray(spending))
    )
    by_cover = np.divide(paid, whole, out=np.zeros(len(PLANS)), where=whole > 0)
    printed = published("meanEXP0__event__sop", ("any", *BENEFITS), ("all", "out_of_pocket"))
    share = printed[:, 1] / printed[:, 0]
    return np.asarray(np.minimum(by_cover[population.cover][:, None] * (share[1:] / share[0])[None, :], 1.0))


def patient_shares(out_of_pocket: Ints, allowed: Ints) -> Floats:
    """The patient's share of the price, 0 to 1, where a person's cents are known by kind, both (people, BENEFITS)."""
    share = np.divide(out_of_pocket, allowed, out=np.zeros(np.shape(allowed)), where=np.asarray(allowed) > 0)
    return np.asarray(np.clip(share, 0.0, 1.0))


def events(population: Population) -> Floats:
    """Events a person has in a year today, (people, kinds of care)."""
    classes = [PLAN_CLASSES[plan] for plan in PLANS]
    under = np.array([COVER_CLASSES.index(each.under_65) for each in classes])[population.cover]
    over = np.array([COVER_CLASSES.index(each.from_65) for each in classes])[population.cover]
    held: Floats = expected().events[cell_numbers(population.age, population.woman, under, over)]
    return held


def missed(weight: Ints, more: Floats, arc_bp: int) -> Missed:
    """Sums `more` events, (people, kinds of care), over people who stand for `weight` hundredths."""
    some = -np.expm1(-more[:, [*VISITS, FILLS]].sum(axis=1))
    return Missed(
        arc_bp=arc_bp,
        people_at_most=count(weight, some),
        visits=count(weight, more[:, VISITS].sum(axis=1)),
        fills=count(weight, more[:, FILLS]),
    )


def count(weight: Ints, number: npt.NDArray[np.float64]) -> int:
    """What people stand for, in whole units."""
    return round(float((weight * number).sum()) / HUNDREDTHS)

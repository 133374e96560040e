"""Where each person stands for spending: cell of care, group of settled years, plan, income band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.care.generator import COVER_CLASSES, PLAN_CLASSES, cell_numbers
from cleanbill.financing.spending.income import bands
from cleanbill.financing.spending.library import SAME_CARE
from cleanbill.financing.spending.settled import KINDS, settled_years
from cleanbill.people import Ints
from cleanbill.people.population import PLANS, Population

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

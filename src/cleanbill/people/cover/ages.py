"""The ages at which the rules of cover change."""

from __future__ import annotations

from cleanbill.people.cover.quota import Mask
from cleanbill.people.cover.standing import Standing

ADULT_AGE = 19  # MassHealth's children are under 19 (130 CMR 501.001)
MEDICARE_AGE = 65  # 42 USC 1395c


def working_age(people: Standing) -> Mask:
    """19 to 64."""
    return (people.age >= ADULT_AGE) & (people.age < MEDICARE_AGE)


def within(people: Standing, limits: tuple[int, int]) -> Mask:
    """Family income above the first limit and up to the second, basis points of the guideline."""
    return (people.fpl_bp > limits[0]) & (people.fpl_bp <= limits[1])

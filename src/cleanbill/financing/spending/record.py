"""`Spending`: what the care of each person costs in a year, and who pays it, as arrays in the population's order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.care.generator import Floats
from cleanbill.people import Ints

PAYERS = ("out_of_pocket", "private", "medicare", "medicaid", "other")


@dataclass(frozen=True, slots=True)
class Scale:
    """What the survey's dollars of the year were multiplied by to come to the state's accounts."""

    cover: dict[str, float]  # private, medicare, masshealth; people without cover as private
    service: dict[str, float]  # care (office, outpatient, emergency, inpatient) is 1


@dataclass(frozen=True, slots=True)
class Draws:
    """Years that each person may have: K of them, (people, K), each a settled year of people like them.

    `weight` (K) adds up to 1: half of it for the lower half of years by
    spending, and so on to the top one in a hundred. `asked` is what the plan
    leaves to the patient, `out_of_pocket` what of it patients pay: less only for
    people without cover, whose care others pay in part (MEPS). A family's limits
    are in each year drawn, of a family like theirs: members' years are not of one family.
    """

    weight: Floats
    allowed: Ints
    asked: Ints
    out_of_pocket: Ints


@dataclass(frozen=True, slots=True)
class Spending:
    """Expected cents of the year. `allowed` is (people, BENEFITS), `paid` (PAYERS, people, BENEFITS): they add up."""

    year: int
    allowed: Ints
    paid: Ints
    draws: Draws
    scale: Scale

    @property
    def total(self) -> Ints:
        """Cents of each person."""
        return np.asarray(self.allowed.sum(axis=1))

    def by(self, payer: str) -> Ints:
        """Cents that one of PAYERS pays for each person, (people, BENEFITS)."""
        return np.asarray(self.paid[PAYERS.index(payer)])

    @property
    def out_of_pocket(self) -> Ints:
        """Cents that each person pays at the point of care."""
        return np.asarray(self.by("out_of_pocket").sum(axis=1))

    @property
    def private(self) -> Ints:
        """Cents that private insurance pays for each person."""
        return np.asarray(self.by("private").sum(axis=1))

    @property
    def medicare(self) -> Ints:
        """Cents that Medicare pays for each person."""
        return np.asarray(self.by("medicare").sum(axis=1))

    @property
    def medicaid(self) -> Ints:
        """Cents that MassHealth pays for each person."""
        return np.asarray(self.by("medicaid").sum(axis=1))

    @property
    def other(self) -> Ints:
        """Cents that others pay: veterans' care, workers' compensation, the Health Safety Net, charity."""
        return np.asarray(self.by("other").sum(axis=1))

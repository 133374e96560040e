"""Fits the survey's household weights to the ages of Massachusetts.

The survey file counts 18 % too many people for 2023 and its households are of
2012 to 2014. Each household keeps its own weight times exp(sum over its people
of the multiplier of their age band): of all weights that hit the shares, those
nearest to the survey's (raking; Deville and Särndal 1992). The multipliers are
found by Newton's method; weights come out whole, so that machines agree.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from cleanbill.core.errors import CleanbillError
from cleanbill.people.ages import band_shares
from cleanbill.people.chance import Floats, Ints
from cleanbill.people.members import Members
from cleanbill.people.sample import Units
from cleanbill.people.targets import target

STEPS = 50
NEAR = 1e-10  # largest gap between a share and its target at which the fit stops
WHOLE = 10**9  # whole weights add up to about this


def household_weights(units: Units, people: Members, day: date) -> Ints:
    """A whole weight for each household, in no unit: only their proportions mean anything."""
    by_age = target("states/ma/population", day)
    band = band_shares(people.age_low, people.age_high, sorted(by_age))
    wanted = np.array([by_age[start] for start in sorted(by_age)], dtype=np.float64)
    fitted = rake(_per_house(people, band), survey_weights(units), wanted / wanted.sum())
    return np.asarray(np.rint(fitted / fitted.sum() * WHOLE).astype(np.int64))


def survey_weights(units: Units) -> Floats:
    """The survey's weight of each household: the mean of its tax units', each for its people."""
    people = np.bincount(units["house"], units["size"])
    return np.bincount(units["house"], units["size"] * units["weight"]) / people


def rake(counts: Floats, start: Floats, target: Floats) -> Floats:
    """Weights near `start` by which the bands of people have the shares `target`.

    `counts` is households x bands. Raises CleanbillError where no weights do.
    """
    start = start / (start @ counts.sum(axis=1))
    multiplier = np.zeros(counts.shape[1])
    for _ in range(STEPS):
        weight = start * np.exp(counts @ multiplier)
        gap = target - weight @ counts
        if np.abs(gap).max() < NEAR:
            return np.asarray(weight)
        multiplier += np.linalg.solve((counts * weight[:, None]).T @ counts, gap)
    raise CleanbillError("The survey's households cannot be weighted to the age shares in law/states/ma/population.")


def _per_house(people: Members, band: Floats) -> Floats:
    return np.stack([np.bincount(people.house, column) for column in band.T], axis=1)

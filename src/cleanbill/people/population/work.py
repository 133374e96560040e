"""Employers: how large, whose policy covers whom, and what it costs. All drawn once, by lot and stated shares.

A family under an employer's plan is under its best earner's policy; by lot a partner who earns has
one of their own. Who has no wages buys it alone.
Law: states/ma/establishments, us/cover_by_employer_size, states/ma/employer_premium.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cleanbill.core.money import WHOLE_BP
from cleanbill.people.chance import Floats, Ints, even
from cleanbill.people.cover.ages import ADULT_AGE
from cleanbill.people.population.record import PLANS, SIZES
from cleanbill.people.population.survey_records import SEED
from cleanbill.people.targets import target

SIZES_LAW, ENROLLED, PREMIUM = "states/ma/establishments", "us/cover_by_employer_size", "states/ma/employer_premium"
OWN = "us/own_policy_of_second_earner"
SINGLE, FAMILY = 1, 2
COUPLE = 2  # people
EMPLOYERS = tuple(PLANS.index(plan) for plan in ("employer", "hdhp"))
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Policies:
    """One value a person, as in `Population`."""

    employer_size: Ints
    subscriber: Ints
    tier: Ints


def policies(family: Ints, *, plan_of: Ints, age: Ints, wages: Ints, cover: Ints, copy_of: Ints, day: date) -> Policies:
    """Policies of people; `plan_of` is the family whose policy each is under, their own or a parent's.

    `copy_of` is the survey's person, who draws the same lot in each copy.
    """
    covered = np.isin(cover, EMPLOYERS)
    own = plan_of == family
    first = _subscribers(plan_of, age, wages, covered=covered, own=own)
    subscriber = _with_own(first, own & (age >= ADULT_AGE) & (wages > 0), copy_of, day)
    holds = subscriber == np.arange(len(family))
    members = np.bincount(subscriber[covered], minlength=len(family))
    tier = np.where(holds, np.where(members > 1, FAMILY, SINGLE), 0)
    lot = even(SEED, "employer of a person", int(copy_of.max()) + 1)[copy_of]
    return Policies(_sizes(wages > 0, holds, lot, day), subscriber, tier)


def _subscribers(
    plan_of: Ints, age: Ints, wages: Ints, *, covered: npt.NDArray[np.bool_], own: npt.NDArray[np.bool_]
) -> Ints:
    """Row of the covered person of the family with the highest wages, of equals the oldest, of each covered person."""
    rows = np.arange(len(plan_of))
    order = np.lexsort((rows, -age, -wages, ~own, ~covered, plan_of))
    best = np.full(int(plan_of.max()) + 1, -1)
    heads = order[np.flatnonzero(np.diff(plan_of[order], prepend=-1))]
    best[plan_of[heads]] = heads
    return np.where(covered, best[plan_of], -1)


def _with_own(subscriber: Ints, could: npt.NDArray[np.bool_], copy_of: Ints, day: date) -> Ints:
    """Subscribers after some partners who could took their own policy, alone; children stay with the best earner."""
    law, rows = target(OWN, day), np.arange(len(subscriber))
    members = np.bincount(subscriber[subscriber >= 0], minlength=len(rows))[np.maximum(subscriber, 0)]
    share = np.where(members > COUPLE, law["with_children_bp"], law["couple_bp"])
    lot = even(SEED, "own policy of a person", int(copy_of.max()) + 1)[copy_of]
    takes = could & (subscriber >= 0) & (subscriber != rows) & (lot * WHOLE_BP < share)
    return np.where(takes, rows, subscriber)


def _sizes(works: npt.NDArray[np.bool_], holds: npt.NDArray[np.bool_], lot: Floats, day: date) -> Ints:
    """Place in SIZES: by the share of employees, and whether those of that size take their employer's cover."""
    share = np.array(target(SIZES_LAW, day)["employees"], float)
    enrolled = np.array(target(ENROLLED, day)["enrolled_bp"], float) / WHOLE_BP
    with_policy, without = (np.cumsum(part) / part.sum() for part in (share * enrolled, share * (1 - enrolled)))
    size = np.where(holds, np.searchsorted(with_policy, lot, side="right"), np.searchsorted(without, lot, side="right"))
    return np.asarray(np.where(works, np.minimum(size, len(SIZES) - 1), -1))


def premiums(held: Policies, weight: Ints, wages: Ints, day: date) -> tuple[Ints, Ints]:
    """What the employer and the employee pay in the year for each subscriber's policy, cents.

    Shares of a family premium differ by the employer's size; their mean over people is the published one.
    """
    law, relative = target(PREMIUM, day), np.array(target(ENROLLED, day)["family_share_relative_bp"], float)
    family, single = held.tier == FAMILY, held.tier == SINGLE
    works = (wages > 0) & (held.employer_size >= 0)
    yearly = np.where(family, law["family_cents"], np.where(single, law["single_cents"], 0)) * MONTHS
    mean = np.average(relative[held.employer_size[family & works]], weights=weight[family & works])
    share = np.where(family, law["family_share_bp"] * relative[held.employer_size] / mean, law["single_share_bp"])
    share = np.where(works, np.rint(share), WHOLE_BP).astype(np.int64)
    employee = (yearly * share + WHOLE_BP // 2) // WHOLE_BP
    return np.asarray(yearly - employee), np.asarray(employee)

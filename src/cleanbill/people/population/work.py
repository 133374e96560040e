"""Employers: how large, whose policy covers whom, and what it costs. All drawn once, by lot and stated shares.

A family under an employer's plan is under its best earner's policy; by lot a partner who earns has
one of their own. Who has no wages buys it alone.
Law: states/ma/establishments, us/cover_by_employer_size, states/ma/employer_premium.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.people.coverage import ADULT_AGE, assign_cover
from cleanbill.people.population.survey import PLANS, SEED, SIZES, Records, parents_family
from cleanbill.people.sampling import birth_dates
from cleanbill.people.tables import Floats, Ints, even, target

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


def premiums(cover: Policies, weight: Ints, wages: Ints, day: date) -> tuple[Ints, Ints]:
    """What the employer and the employee pay in the year for each subscriber's policy, cents.

    Shares of a family premium differ by the employer's size; their mean over people is the published one.
    """
    law, relative = target(PREMIUM, day), np.array(target(ENROLLED, day)["family_share_relative_bp"], float)
    family, single = cover.tier == FAMILY, cover.tier == SINGLE
    works = (wages > 0) & (cover.employer_size >= 0)
    yearly = np.where(family, law["family_cents"], np.where(single, law["single_cents"], 0)) * MONTHS
    mean = np.average(relative[cover.employer_size[family & works]], weights=weight[family & works])
    share = np.where(family, law["family_share_bp"] * relative[cover.employer_size] / mean, law["single_share_bp"])
    share = np.where(works, np.rint(share), WHOLE_BP).astype(np.int64)
    employee = half_up(yearly * share, WHOLE_BP)
    return np.asarray(yearly - employee), np.asarray(employee)


# Cover of the records, by the rules of `people.cover`, each record as one person with a lot of its own.
#
# Young adults at their parents' (`parents`) are under their plan where it is an
# employer's; the rules are asked for all, and again for all but them.


EARNED = ("wages", "self_employment")


@dataclass(frozen=True, slots=True)
class Covered:
    """One value a person."""

    plan: Ints  # place in PLANS
    family: Ints  # whose policy it is, where it is an employer's: the own family's or a parent's


def covered(people: Records, money: Mapping[str, Ints], day: date) -> Covered:
    """Cover of each person on `day`."""
    host = parents_family(people, money["wages"], day)
    stays = host == people.family
    everyone, plan = _assigned(people, money, np.ones(len(people), bool), day), np.full(len(people), -1)
    plan[stays] = _assigned(people, money, stays, day)
    of_family = np.full(int(people.family.max()) + 1, -1)
    by_employer = np.isin(plan, EMPLOYERS)
    of_family[people.family[by_employer]] = plan[by_employer]
    joins = ~stays & (of_family[host] >= 0)
    plan = np.where(joins, of_family[host], np.where(stays, plan, everyone))
    return Covered(plan, np.where(joins, host, people.family))


def _assigned(people: Records, money: Mapping[str, Ints], which: npt.NDArray[np.bool_], day: date) -> Ints:
    """Place in PLANS of these people, as if there were no others."""
    rows = np.flatnonzero(which)
    birth = birth_dates(people.age, even(SEED, "birthday", len(people)), day)
    table = pa.table(
        {
            "person_id": [f"P{row:08d}" for row in rows.tolist()],
            "family_id": [f"F{row:08d}" for row in people.family[rows].tolist()],
            "birth_date": pa.array(birth[rows]),
            **{f"{kind}_cents": pa.array(money[kind][rows]) for kind in EARNED},
            "other_income_cents": pa.array(sum(cents[rows] for kind, cents in money.items() if kind not in EARNED)),
            "income_cents": pa.array(sum(cents[rows] for cents in money.values())),
        }
    )
    given = assign_cover(table, seed=SEED, start=day, end=date(day.year, 12, 31))
    plans = given["plan_id"].combine_chunks().dictionary_encode()
    place = np.array([PLANS.index(plan) for plan in plans.dictionary.to_pylist()], dtype=np.int64)
    found: Ints = place[plans.indices.to_numpy()]
    return found

"""A family's bills of a year: what is asked of it on credit, without and with help by the hospital.

Out of pocket by person and draw -> cents by family and draw. Pharmacies give
no credit, so drugs leave no debt; the parts by kind of care are each person's, or those of MEPS 2018.
Help: law/states/ma/hospital_assistance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cleanbill.care import BENEFITS
from cleanbill.care.generator import published
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints
from cleanbill.people.population import PLANS, Population

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

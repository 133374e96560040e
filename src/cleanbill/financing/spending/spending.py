"""People made to have a year of care, so that plans can be settled on it: the design of data/settled_years.

Out: patients alone on a policy or in families of stated shapes, a year of
their claims by care's generator at a price level, and what `payer` makes of
it. Nobody here is of the population: a cell's care depends on its age, sex
and cover class alone, so the same years serve every population.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleanbill.care import BENEFITS, Patients, generate_block
from cleanbill.care.generator import (
    AGE_GROUPS,
    AGE_STARTS,
    COVER_CLASSES,
    FEE_BASES,
    PLAN_CLASSES,
    SEXES,
    Floats,
    Ints,
    cell_numbers,
    fee_basis,
)
from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.engine import materialized
from cleanbill.payer import plan, settle, terms

YEAR = 2025  # of the plans' terms, and so of the prices they are settled on
DAY = date(YEAR, 1, 1)
SEED = 2025
PRICES_BP = (7_000, 11_000, 17_000, 26_000)  # of the prices of YEAR, nation's and all payers': those settled at
SAME_CARE = ("employer", "hdhp", "connectorcare")  # one cover class and fee basis, so one care; families share a policy
BESIDE_MEDICARE = ("medicare-supplement", "medicare-masshealth")  # settled under Medicare too: what it pays first
MEDICARE = "medicare"

# Families under one policy, as age group and sex of each: parents and children in the order of their birth.
FAMILIES = (
    ((2, 0), (2, 1), (0, 0)),
    ((2, 1), (2, 0), (0, 1), (1, 0)),
    ((3, 0), (3, 1), (1, 1), (2, 0)),
    ((3, 1), (3, 0)),
    ((2, 0), (2, 1)),
    ((3, 1), (1, 0), (1, 1)),
    ((4, 0), (4, 1)),
)
REPEATS = 250  # of each block's people


@dataclass(frozen=True, slots=True)
class Block:
    """People with one kind of care: `plans` they are settled under, family of each, and whether it shares a policy."""

    number: int
    plans: tuple[str, ...]
    age: Ints  # first age of their group
    woman: np.ndarray[Any, np.dtype[np.bool_]]
    family: Ints
    shared: bool

    @property
    def cell(self) -> Ints:
        """Their cell of care."""
        of = PLAN_CLASSES[self.plans[0]]
        under, over = COVER_CLASSES.index(of.under_65), COVER_CLASSES.index(of.from_65)
        n = len(self.age)
        return cell_numbers(self.age, self.woman, np.full(n, under), np.full(n, over))

    @property
    def ids(self) -> pa.Array:
        """An id for each: the block and the place in it."""
        return pa.array([f"B{self.number:03d}{row:05d}" for row in range(len(self.age))])


def blocks(batches: int) -> Iterator[Block]:
    """`batches` blocks of each kind of care: alone under each class of plan, and in families under one policy."""
    alone = [((age, sex),) for age in range(len(AGE_GROUPS)) for sex in range(len(SEXES))]
    others = [(name,) for name in PLAN_CLASSES if name not in SAME_CARE]
    kinds = [(SAME_CARE, FAMILIES), (SAME_CARE, alone), *((names, alone) for names in others)]
    number = 0
    for plans, families in kinds:
        for _ in range(batches):
            yield _block(number, plans, families)
            number += 1


def _block(number: int, plans: tuple[str, ...], families: Any) -> Block:
    sizes = [len(family) for family in families]
    members = np.array([member for family in families for member in family])
    everyone = np.tile(members, (REPEATS, 1))
    family = np.repeat(np.arange(len(sizes) * REPEATS), np.tile(sizes, REPEATS))
    age = np.array(AGE_STARTS)[everyone[:, 0]]
    return Block(number, plans, age, everyone[:, 1] == 1, family, max(sizes) > 1)


def year_of_care(block: Block, price_bp: int) -> pa.Table:
    """The block's claim lines in prices of YEAR times `price_bp` basis points, half cents up."""
    n = len(block.age)
    people = Patients(
        person_id=block.ids,
        cell=block.cell,
        fee_basis=np.full(n, FEE_BASES.index(fee_basis(block.plans[0]))),
        county=np.zeros(n, np.int64),
        born_day=np.zeros(n, np.int64),
    )
    lines = generate_block(people, slice(0, n), block.number, seed=SEED, year=YEAR)
    for name in ("charge_cents", "fee_cents"):
        cents = half_up(lines[name].to_numpy() * price_bp, WHOLE_BP)
        lines = lines.set_column(lines.column_names.index(name), name, pa.array(cents))
    return lines


def settled(con: Any, block: Block, plan_id: str, lines: pa.Table) -> tuple[Ints, Ints]:
    """Allowed and patient share of each person by benefit, (people, benefits), in cents, under a plan."""
    ids = block.ids
    members = pa.table(
        {
            "person_id": ids,
            "family_id": pa.array([f"F{number:05d}" for number in block.family]),
            "plan_id": pa.array([plan_id] * len(ids)),
            "start": pa.array([DAY] * len(ids)),
            "end": pa.array([date(YEAR, 12, 31)] * len(ids)),
        }
    )
    with materialized(con) as materialize:
        plan_terms = con.create_table("library_terms", terms([plan(plan_id, DAY)], DAY), temp=True, overwrite=True)
        table = con.create_table("library_lines", lines, temp=True, overwrite=True)
        who = con.create_table("library_members", members, temp=True, overwrite=True)
        result = settle(table, who, plan_terms, world="today", materialize=materialize)
        sums = result.group_by("person_id", "benefit").aggregate(
            allowed=result.allowed_cents.sum().cast("int64"), share=result.patient_share_cents.sum().cast("int64")
        )
        found = sums.to_pyarrow()
    row = pc.index_in(found["person_id"], ids).to_numpy(zero_copy_only=False)
    kind = pc.index_in(found["benefit"], pa.array(BENEFITS)).to_numpy(zero_copy_only=False)
    answers = []
    for name in ("allowed", "share"):
        cents = np.zeros((len(ids), len(BENEFITS)), np.int64)
        cents[row, kind] = found[name].to_numpy()
        answers.append(cents)
    return answers[0], answers[1]


# `Spending`: what the care of each person costs in a year, and who pays it, as arrays in the population's order.


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

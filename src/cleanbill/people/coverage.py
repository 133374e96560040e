"""Under which plan each resident is, by stated rules that meet published shares.

`assign_cover` gives any table of people cover for a span of days, one rule after the other in the order of STEPS: the
table `cover`, with the rule that decided on each row. Law: states/ma/coverage, coverage_split, cover_limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import ibis_schema
from cleanbill.people.income import steps_cents
from cleanbill.people.sampling import ages_on
from cleanbill.people.tables import Cover, Floats, Ints, even, target

# Takes people, or whole families, in order of rank until a quota is full.


Mask = NDArray[np.bool_]


def first_people(eligible: Mask, quota: int, *rank: Ints | Floats) -> Mask:
    """The `quota` eligible people who are lowest by the first rank, then the next; all where fewer are eligible."""
    rows = np.flatnonzero(eligible)
    order = np.lexsort(tuple(key[rows] for key in reversed(rank)))
    chosen = np.zeros(len(eligible), dtype=bool)
    chosen[rows[order[: max(quota, 0)]]] = True
    return chosen


def first_families(eligible: Mask, quota: int, family: Ints, *rank: Ints | Floats) -> Mask:
    """The eligible people of the families lowest by rank, as many whole families as fit in `quota` people.

    Ranks have the same value for all of a family.
    """
    rows = np.flatnonzero(eligible)
    order = rows[np.lexsort((family[rows], *(key[rows] for key in reversed(rank))))]
    ends = np.flatnonzero(np.diff(family[order], append=-1) != 0) + 1
    fitting = ends[ends <= quota]
    chosen = np.zeros(len(eligible), dtype=bool)
    chosen[order[: fitting[-1] if len(fitting) else 0]] = True
    return chosen


def part(people: int, numerator: int, denominator: int) -> int:
    """The whole number of `people` nearest to their share, halves up; none of none."""
    return (2 * people * numerator + denominator) // (2 * denominator) if denominator else 0


# What the rules of cover look at, one value a person, in order of person_id.


@dataclass(frozen=True, slots=True)
class Standing:
    """People as the rules see them, on the first day of cover."""

    day: date
    age: Ints  # years
    wages: Ints  # cents a year, as are the next four
    business: Ints
    other: Ints
    family_wages: Ints
    fpl_bp: Ints  # family income in basis points of the poverty guideline
    family: Ints  # family number, 0, 1, ...
    lot: Floats  # a draw from 0 up to 1 for the person
    family_lot: Floats  # and one for the person's family
    enrols: Floats  # a draw from 0 up to 1 for whether the person takes up what is on offer
    shares: dict[str, Any]  # law/states/ma/coverage
    split: dict[str, Any]  # law/states/ma/coverage_split
    limits: dict[str, Any]  # law/states/ma/cover_limits

    def __len__(self) -> int:
        return len(self.age)


def standing(person: pa.Table, day: date, seed: int) -> Standing:
    """The standing of `person`, whose rows are in order of person_id, on `day`.

    Lots follow the order of person_id, so that the order of a file's rows makes no difference.
    """
    family = np.asarray(pc.dictionary_encode(_flat(person, "family_id")).indices).astype(np.int64)
    wages = _cents(person, "wages_cents")
    return Standing(
        day=day,
        age=ages_on(_flat(person, "birth_date").to_numpy(zero_copy_only=False), day),
        wages=wages,
        business=_cents(person, "self_employment_cents"),
        other=_cents(person, "other_income_cents"),
        family_wages=_per_family(family, wages)[family],
        fpl_bp=_fpl_bp(family, _cents(person, "income_cents"), day),
        family=family,
        lot=even(seed, "cover of a person", len(family)),
        family_lot=even(seed, "cover of a family", len(family))[family],
        enrols=even(seed, "enrolment of a person", len(family)),
        shares=target("states/ma/coverage", day),
        split=target("states/ma/coverage_split", day),
        limits=target("states/ma/cover_limits", day),
    )


def _fpl_bp(family: Ints, income: Ints, day: date) -> Ints:
    """As `poverty.families` has it, but for each person."""
    first, step = steps_cents(day)
    guideline = first + (np.bincount(family) - 1) * step
    bp = np.maximum(_per_family(family, income), 0) * WHOLE_BP // guideline
    return np.asarray(bp[family])


def _per_family(family: Ints, value: Ints) -> Ints:
    """Sums, exact: bincount adds in float64 and a family's cents stay below 2^53."""
    return np.bincount(family, value).astype(np.int64)


def _cents(person: pa.Table, name: str) -> Ints:
    return _flat(person, name).to_numpy(zero_copy_only=False).astype(np.int64)  # type: ignore[no-any-return]


def _flat(person: pa.Table, name: str) -> pa.Array:
    return person[name].combine_chunks()


# The ages at which the rules of cover change.


ADULT_AGE = 19  # MassHealth's children are under 19 (130 CMR 501.001)
MEDICARE_AGE = 65  # 42 USC 1395c


def working_age(people: Standing) -> Mask:
    """19 to 64."""
    return (people.age >= ADULT_AGE) & (people.age < MEDICARE_AGE)


def within(people: Standing, limits: tuple[int, int]) -> Mask:
    """Family income above the first limit and up to the second, basis points of the guideline."""
    return (people.fpl_bp > limits[0]) & (people.fpl_bp <= limits[1])


# What the rules before this one have decided.


OPEN = -1
MEDICARE_PLANS = ("medicare", "medicare-supplement", "medicare-masshealth")


@dataclass(frozen=True, slots=True)
class SoFar:
    """For each person the number of the rule that decided last, or OPEN, and the plan of each rule."""

    step: Ints
    plans: Sequence[str]

    @property
    def open(self) -> Mask:
        """People whom no rule has reached."""
        return np.asarray(self.step == OPEN)

    def on(self, *plan_ids: str) -> Mask:
        """People who are under one of these plans."""
        steps = [number for number, plan in enumerate(self.plans) if plan in plan_ids]
        return np.asarray(np.isin(self.step, steps))

    def without_medicare(self) -> int:
        """How many people are not on Medicare, once its rules are through."""
        return int((~self.on(*MEDICARE_PLANS)).sum())


# ConnectorCare: families without an employer's plan within the span of income (956 CMR 12).
#
# All families without wages, the self-employed among them, then those whose
# wages are lowest, up to the published number. Whole families: those of them
# who have no other cover yet and are under 65.


def without_wages(people: Standing, so_far: SoFar) -> Mask:
    """Families that nobody earns wages in, within the span of income."""
    return np.asarray(_eligible(people, so_far) & (people.family_wages == 0))


def low_wages(people: Standing, so_far: SoFar) -> Mask:
    """Then families by their wages, the lowest first: their employers are least likely to offer a plan."""
    shares = people.shares
    wanted = part(so_far.without_medicare(), shares["marketplace"], shares["people"] - shares["medicare"])
    missing = wanted - int(so_far.on("connectorcare").sum())
    return first_families(_eligible(people, so_far), missing, people.family, people.family_wages, people.family_lot)


def _eligible(people: Standing, so_far: SoFar) -> Mask:
    return np.asarray(so_far.open & (people.age < MEDICARE_AGE) & within(people, people.limits["connectorcare"]))


# An employer's plan: the remainder, shared by a family; nearly half in a high-deductible plan.
#
# Where a family has wages the employer is theirs; for the few others it stands
# in for a former employer's plan or one bought outside the Connector.


def wages(people: Standing, so_far: SoFar) -> Mask:
    """People whose family has wages."""
    return so_far.open & (people.family_wages > 0)


def remainder(people: Standing, so_far: SoFar) -> Mask:
    """Everyone else."""
    del people
    return so_far.open


def high_deductible(people: Standing, so_far: SoFar) -> Mask:
    """Families with an employer's plan whose plan is a high-deductible one, by lot."""
    covered = so_far.on("employer")
    quota = part(int(covered.sum()), people.shares["high_deductible_bp"], WHOLE_BP)
    return first_families(covered, quota, people.family, people.family_lot)


# MassHealth: by age and family income (130 CMR 505; limits in law/states/ma/cover_limits).
#
# All children within the limit have it, and of adults within theirs a stated
# share: the rest keep an employer's plan or have none. Members it has beyond
# them (pregnancy, disability, CommonHealth) are sought among those next above.


def child(people: Standing, so_far: SoFar) -> Mask:
    """Under 19, within the limit for children."""
    return np.asarray(so_far.open & (people.age < ADULT_AGE) & (people.fpl_bp <= people.limits["child"]))


def adult(people: Standing, so_far: SoFar) -> Mask:
    """19 to 64, within the limit for adults, as many as enrol."""
    within_limit = so_far.open & working_age(people) & (people.fpl_bp <= people.limits["adult"])
    return np.asarray(within_limit & (people.enrols * WHOLE_BP < people.limits["adults_enrolled_bp"]))


def other(people: Standing, so_far: SoFar) -> Mask:
    """Adults above the limit, those of the lowest family income first, up to the published number of members."""
    above = working_age(people) & (people.fpl_bp > people.limits["adult"])
    near = so_far.open & above & (people.fpl_bp <= people.limits["masshealth_other"])
    missing = _members(people, so_far) - int(so_far.on("masshealth").sum())
    return first_people(near, missing, people.fpl_bp, people.lot)


def _members(people: Standing, so_far: SoFar) -> int:
    """How many are to have MassHealth alone: its share of those without Medicare."""
    shares = people.shares
    members = shares["masshealth"] * WHOLE_BP - people.split["both_bp"] * shares["people"]
    return part(so_far.without_medicare(), members, (shares["people"] - shares["medicare"]) * WHOLE_BP)


# Medicare: from 65, and before for those who live on a disability benefit (42 USC 1395c).
#
# Who is 65 or more has it, but for the best paid of those who still earn wages:
# an employer's plan pays first for them (42 USC 1395y(b)) and few of them are
# counted as enrolled. The poorest have MassHealth beside it; of the rest some
# have a supplement or Medicare Advantage, modelled alike.


def aged(people: Standing, so_far: SoFar) -> Mask:
    """All of 65 and more without wages, then the lowest paid, to the published share of all or, if more, of their age.

    The two differ where a table is old or young, or its ages were fitted to another day.
    """
    old = so_far.open & (people.age >= MEDICARE_AGE)
    by_age = target("states/ma/population", people.day)
    of_that_age = sum(count for start, count in by_age.items() if start >= MEDICARE_AGE)
    enrolled = people.shares["medicare"] * (WHOLE_BP - people.split["under_65_bp"])
    of_age = part(int(old.sum()), enrolled, of_that_age * WHOLE_BP)
    of_all = part(len(people), enrolled, people.shares["people"] * WHOLE_BP)
    quota = max(of_age, of_all)
    lowest_paid = first_people(old, quota, people.wages, -people.age, people.lot)
    return np.asarray((old & (people.wages == 0)) | lowest_paid)


def disabled(people: Standing, so_far: SoFar) -> Mask:
    """Adults under 65 with no earnings and an income like a disability benefit, the eldest first."""
    by_age = target("states/ma/population", people.day)
    younger = sum(count for start, count in by_age.items() if start < MEDICARE_AGE)
    low, high = (dollars * 100 for dollars in people.split["disability_income"])
    looks = (people.wages == 0) & (people.business == 0) & (people.other >= low) & (people.other <= high)
    enrolled = people.shares["medicare"] * people.split["under_65_bp"]
    quota = part(int((people.age < MEDICARE_AGE).sum()), enrolled, younger * WHOLE_BP)
    return first_people(so_far.open & looks & working_age(people), quota, -people.age, people.lot)


def both(people: Standing, so_far: SoFar) -> Mask:
    """Those of Medicare with the lowest family income, who have MassHealth too."""
    on_medicare = so_far.on("medicare")
    in_both = people.split["both_bp"] * people.shares["people"]
    quota = part(int(on_medicare.sum()), in_both, people.shares["medicare"] * WHOLE_BP)
    return first_people(on_medicare & (people.fpl_bp <= people.limits["both"]), quota, people.fpl_bp, people.lot)


def supplement(people: Standing, so_far: SoFar) -> Mask:
    """Those of Medicare alone with a supplement or Advantage, by lot."""
    only_medicare = so_far.on("medicare")
    split, shares = people.split, people.shares
    without_both = shares["medicare"] * WHOLE_BP - split["both_bp"] * shares["people"]
    quota = part(int(only_medicare.sum()), split["supplement_bp"] * shares["medicare"], without_both)
    return first_people(only_medicare, quota, people.lot)


# No cover: adults of working age whom no rule before has placed, by lot.
#
# In: standing and the rules so far. Out: a mask. The share is that of CHIA's
# survey; who they are within the span of income is an assumption.


def uninsured(people: Standing, so_far: SoFar) -> Mask:
    """19 to 64 within the span of income, by lot."""
    shares = people.shares
    of_all = shares["uninsured_bp"] * shares["people"]
    quota = part(so_far.without_medicare(), of_all, (shares["people"] - shares["medicare"]) * WHOLE_BP)
    eligible = so_far.open & working_age(people) & within(people, people.limits["uninsured"])
    return first_people(eligible, quota, people.lot)


# The rules of cover in the order in which they decide; a later one may narrow an earlier one.


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """A rule: its name, the plan it gives, and whom it chooses."""

    rule: str
    plan_id: str
    choose: Callable[[Standing, SoFar], Mask]


COVERAGE_RULES = (
    CoverageRule("medicare-aged", "medicare", aged),
    CoverageRule("medicare-disabled", "medicare", disabled),
    CoverageRule("medicare-low-income", "medicare-masshealth", both),
    CoverageRule("medicare-supplement", "medicare-supplement", supplement),
    CoverageRule("masshealth-child", "masshealth", child),
    CoverageRule("masshealth-adult", "masshealth", adult),
    CoverageRule("masshealth-other", "masshealth", other),
    CoverageRule("uninsured", "none", uninsured),
    CoverageRule("connectorcare-without-wages", "connectorcare", without_wages),
    CoverageRule("connectorcare-low-wages", "connectorcare", low_wages),
    CoverageRule("employer-wages", "employer", wages),
    CoverageRule("employer-remainder", "employer", remainder),
    CoverageRule("employer-high-deductible", "hdhp", high_deductible),
)


# Gives each person cover for a span of days: table `person` in, table `cover` out.


def assign_cover(person: pa.Table, *, seed: int, start: date, end: date) -> pa.Table:
    """One row of `Cover` a person, from `start` to `end`, in order of person_id.

    Works for any table with the columns of `Person`. Shares are met where the
    people can meet them: a quota is the most that a rule takes of those who
    have somewhere else to go. The order of rows makes no difference. Raises
    CleanbillError where `end` is before `start`, or `start` before the first
    poverty guideline on file (2022-01-12).
    """
    _check_span(start, end)
    ordered = person.take(pc.sort_indices(person["person_id"].combine_chunks()))
    people = standing(ordered, start, seed)
    so_far = SoFar(np.full(len(people), OPEN), [step.plan_id for step in COVERAGE_RULES])
    for number, step in enumerate(COVERAGE_RULES):
        so_far = SoFar(np.where(step.choose(people, so_far), number, so_far.step), so_far.plans)
    decided = pa.array(so_far.step)
    plans = pa.array([step.plan_id for step in COVERAGE_RULES]).take(decided)
    rules = pa.array([step.rule for step in COVERAGE_RULES]).take(decided)
    return _cover(ordered, plans, rules, start, end)


def _cover(people: pa.Table, plan_id: pa.Array, rule: pa.Array, start: date, end: date) -> pa.Table:
    """One span a person, from `start`, or from birth for those born within the days, to `end`."""
    first = pc.max_element_wise(people["birth_date"].cast(pa.date32()), pa.scalar(start, pa.date32()))
    days = {
        "start": pc.min_element_wise(first, pa.scalar(end, pa.date32())),
        "end": pa.repeat(pa.scalar(end), len(people)),
    }
    table = pa.table({"person_id": people["person_id"], **days, "plan_id": plan_id, "rule": rule})
    return table.cast(ibis_schema(Cover).to_pyarrow())


def _check_span(start: date, end: date) -> None:
    if end < start:
        raise CleanbillError(f"Cover cannot end on {end}, before it starts on {start}.")

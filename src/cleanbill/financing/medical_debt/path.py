"""Debt year by year: opening + new - paid - written off - bought - barred = closing, in whole cents.

Opens with the stock that years like the flow's would have left. From the year of
free care on nothing new arises but what is not covered; old debt runs off, or is bought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.core.money import WHOLE_BP, grown, nearest
from cleanbill.financing.medical_debt.means import (
    SURVEY,
    Families,
    Means,
    band_of,
    carried,
    families,
    means_of_survey,
    year_leaves_debt,
)
from cleanbill.financing.medical_debt.runoff import Book, Moves, RunOff, empty_book, next_year, part, run_off
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints, stream
from cleanbill.people.population import HUNDREDTHS, PLANS, Population

# The yearly flow of medical debt: what families cannot pay at once of a year's bills.
#
# Out of pocket by person and draw, and means at hand by income -> by family the
# chance that the year leaves debt and the cents it leaves, on average over draws.


@dataclass(frozen=True, slots=True)
class DebtFlow:
    """A year's new debt by family, in the population's order of families."""

    year: int
    families: Families
    means: Means
    leaves: Floats  # chance that the year leaves the family with debt
    new_cents: Ints  # debt that the year leaves, the mean over draws and means, whole cents
    carries: Floats  # chance that the family has debt of this or an earlier year, were each year like this

    @property
    def new_total(self) -> int:
        """New debt of all families of the state, in cents."""
        return int((self.families.weight * self.new_cents).sum()) // HUNDREDTHS

    def people(self, chance: Floats) -> int:
        """How many people live in families with this chance of something."""
        return round(float((self.families.weight * self.families.people * chance).sum()) / HUNDREDTHS)


def debt_flow(
    population: Population, out_of_pocket: Ints, means: Means | None = None, by_kind: Ints | None = None
) -> DebtFlow:
    """Debt that a year of `out_of_pocket` leaves; (people, draws) whole cents under the cover to be looked at.

    Without `means` they are solved for from this very spending, which is then today's.
    `by_kind`: (people, BENEFITS) expected cents out of pocket, for the parts on credit and of hospitals.
    For another scenario pass the means of today's: what families have at hand does not change with the plan.
    """
    day = date(population.year, 1, 1)
    means = means or means_of_survey(population, out_of_pocket, by_kind=by_kind)
    of_families = families(population, out_of_pocket, by_kind)
    median = means.of(of_families)
    rule = parameter("us/debt_response").at(day)
    floor = float(rule["carried_from_cents"])
    leaves = year_leaves_debt(of_families, median, floor)
    left = (1 - of_families.apply) * _left(of_families.bills, median, floor) + of_families.apply * _left(
        of_families.helped, median, floor
    )
    new = np.floor(left + 0.5).astype(np.int64)
    carries = carried(of_families, leaves, run_off(day).open_share, rule["moved_bp"])
    return DebtFlow(population.year, of_families, means, leaves, new, carries)


def _left(bills: Floats, median: Floats, floor: float) -> Floats:
    """Mean over draws of the cents above a family's means, by family; bills up to the floor leave none."""
    counted = np.where(bills > floor, bills, 0.0)
    left: Floats = (counted - median[:, None] * np.log1p(counted / median[:, None])).mean(axis=1)
    return left


# People in debt and new debt by income, age and cover, beside what the survey says: plain rows.
#
# Bands of income are what means were solved for; ages and cover are a check.


Role = Literal["solved for", "check", "not published"]


@dataclass(frozen=True, slots=True)
class DebtBand:
    """A group of residents; shares in basis points of its people, money in cents of the year."""

    by: str  # all, income, age or cover
    group: str
    people: int
    in_debt_people: int  # in families that have debt now
    in_debt_bp: int
    insured_in_debt_bp: int  # of those whose family has cover: what the survey asked
    published_bp: int | None  # the survey of 2019
    role: Role
    new_debt_people: int  # in families that the year leaves with debt
    new_cents: int  # of the year; a family's debt is counted once, on its people alike


def debt_bands(population: Population, flow: DebtFlow) -> tuple[DebtBand, ...]:
    """All people, then by the survey's bands of income and age, then by cover."""
    asked = parameter("states/ma/medical_debt_survey").at(SURVEY)
    by_fpl, by_age = asked["by_fpl"], asked["by_age"]
    fpl = band_of(population.fpl_bp, [b["up_to_fpl_bp"] for b in by_fpl])
    age = band_of(population.age, [b["up_to_age"] for b in by_age])
    groups = [_Group("all", "all", np.ones(len(population), bool), asked["all_bp"], "check")]
    for at, band in enumerate(by_fpl):
        groups.append(_Group("income", _fpl_name(by_fpl, at), fpl == at, band["share_bp"], "solved for"))
    for at, band in enumerate(by_age):
        groups.append(_Group("age", _age_name(by_age, at), age == at, band["share_bp"], "check"))
    groups += [_Group("cover", plan, population.cover == at, None, "not published") for at, plan in enumerate(PLANS)]
    return tuple(_row(population, flow, group) for group in groups)


@dataclass(frozen=True, slots=True)
class _Group:
    by: str
    name: str
    people: npt.NDArray[np.bool_]
    published_bp: int | None
    role: Role


def _row(population: Population, flow: DebtFlow, group: _Group) -> DebtBand:
    place = np.repeat(np.arange(len(flow.leaves)), flow.families.people)
    weight = np.where(group.people, population.weight, 0)
    insured = weight * flow.families.insured[place]
    carries = flow.carries[place]
    owed = float((weight * (flow.new_cents / flow.families.people)[place]).sum())
    return DebtBand(
        by=group.by,
        group=group.name,
        people=_count(weight),
        in_debt_people=_count(weight * carries),
        in_debt_bp=_share(weight * carries, weight),
        insured_in_debt_bp=_share(insured * carries, insured),
        published_bp=group.published_bp,
        role=group.role,
        new_debt_people=_count(weight * flow.leaves[place]),
        new_cents=round(owed / HUNDREDTHS),
    )


def _count(hundredths: Ints | npt.NDArray[np.float64]) -> int:
    return round(float(hundredths.sum()) / HUNDREDTHS)


def _share(some: npt.NDArray[np.float64], every: Ints | npt.NDArray[np.float64]) -> int:
    whole = float(every.sum())
    return round(float(some.sum()) * WHOLE_BP / whole) if whole else 0


def _fpl_name(bands: list[dict[str, int | None]], at: int) -> str:
    low, high = _edges([b["up_to_fpl_bp"] for b in bands], at)
    per_cent = [None if edge is None else edge // 100 for edge in (low, high)]
    return f"{per_cent[0]}+ % FPL" if high is None else f"{per_cent[0]}-{per_cent[1]} % FPL"


def _age_name(bands: list[dict[str, int | None]], at: int) -> str:
    low, high = _edges([b["up_to_age"] for b in bands], at)
    return f"{low}+" if high is None else f"{low}-{high}"


def _edges(limits: list[int | None], at: int) -> tuple[int, int | None]:
    before = limits[at - 1] if at else None
    return (0 if before is None else before + 1), limits[at]


SETTLED_AFTER = 150  # years from nothing until the stock repeats itself to the cent


@dataclass(frozen=True, slots=True)
class DebtYear:
    """A year of the state's medical debt, in cents."""

    year: int
    opening_cents: int
    new_cents: int
    paid_cents: int
    written_off_cents: int  # given up by its holder: help found late, not pursued
    bought_cents: int  # by a fund that abolishes it
    barred_cents: int  # can no longer be sued for, and is still owed
    closing_cents: int
    sold_cents: int  # passed from providers to debt buyers, and still owed
    held_by_providers_cents: int  # at the year's end
    held_by_buyers_cents: int
    barred_opening_cents: int
    barred_bought_cents: int
    barred_dropped_cents: int  # asked for no more
    barred_closing_cents: int
    people_in_debt: int  # in families with debt that is not barred, while nobody buys any
    stopped_cents: int  # new debt that free care keeps from arising
    book: Book  # the year's end by holder and age


def debt_path(
    flow: DebtFlow,
    years: int,
    free_care_from: int | None = None,
    *,
    uncovered_bp: int = 0,
    growth_bp: int = 0,
    bought_bp: Mapping[int, int] | None = None,
    rule: RunOff | None = None,
) -> tuple[DebtYear, ...]:
    """`years` years from the flow's own.

    `uncovered_bp`: of new debt, what care outside the plan would still leave.
    `growth_bp`: a year's growth of new debt, before and after. `bought_bp`:
    by year, what part of all old debt a fund buys and abolishes on its first day.
    `rule`: another run-off than the law's of the flow's year. `people_in_debt` is as if nobody bought any.
    CleanbillError where a part is not from 0 to 10,000.
    """
    _check_parts([uncovered_bp, *(bought_bp or {}).values()])
    rule, buys = rule or run_off(date(flow.year, 1, 1)), bought_bp or {}
    book = settled_book(flow.new_total, growth_bp, rule)
    rows = []
    for year in range(flow.year, flow.year + years):
        today = flow_in(flow.new_total, growth_bp, year - flow.year)
        free = free_care_from is not None and year >= free_care_from
        new = part(today, uncovered_bp) if free else today
        after, moves = next_year(book, new, rule, buys.get(year, 0))
        since = 0 if free_care_from is None else max(year - free_care_from + 1, 0)
        row = replace(
            _path_row(year, book, after, moves),
            people_in_debt=people_in_debt(flow, rule, since, uncovered_bp),
            stopped_cents=today - new,
        )
        _check(row)
        rows.append(row)
        book = after
    return tuple(rows)


def _check_parts(parts: list[int]) -> None:
    wrong = [part for part in parts if not 0 <= part <= WHOLE_BP]
    if wrong:
        raise CleanbillError(
            f"A part of debt of {wrong[0]:,} basis points is not from 0 to 10,000, so more than there is, or less than "
            "nothing, would be left or bought. Give parts of a whole in basis points."
        )


def flow_in(cents: int, growth_bp: int, years: int) -> int:
    """A flow so many years on, or back where negative; half cents up."""
    return nearest(grown(cents, growth_bp, years))


def settled_book(new: int, growth_bp: int, rule: RunOff) -> Book:
    """The stock at the start of a year with `new` cents, had all years before been like it but for growth."""
    book = empty_book(rule)
    for back in range(SETTLED_AFTER, 0, -1):
        book, _ = next_year(book, flow_in(new, growth_bp, -back), rule)
    return book


def people_in_debt(flow: DebtFlow, rule: RunOff, free_years: int, uncovered_bp: int) -> int:
    """People in families with debt that is not barred, in the `free_years`-th year of free care; 0 is before it."""
    moved = parameter("us/debt_response").at(date(flow.year, 1, 1))["moved_bp"]
    kept = [uncovered_bp / WHOLE_BP] * free_years + [1.0] * rule.years
    still = [share * of_year for share, of_year in zip(rule.open_share, kept, strict=False)]
    return flow.people(carried(flow.families, flow.leaves, still, moved))


def _path_row(year: int, before: Book, after: Book, moves: Moves) -> DebtYear:
    return DebtYear(
        year=year,
        opening_cents=before.enforceable,
        new_cents=moves.new,
        paid_cents=moves.paid,
        written_off_cents=moves.written_off,
        bought_cents=moves.bought,
        barred_cents=moves.barred,
        closing_cents=after.enforceable,
        sold_cents=moves.sold,
        held_by_providers_cents=sum(after.providers),
        held_by_buyers_cents=sum(after.buyers),
        barred_opening_cents=before.barred,
        barred_bought_cents=moves.barred_bought,
        barred_dropped_cents=moves.dropped,
        barred_closing_cents=after.barred,
        people_in_debt=0,
        stopped_cents=0,
        book=after,
    )


def _check(row: DebtYear) -> None:
    gone = row.paid_cents + row.written_off_cents + row.bought_cents + row.barred_cents
    barred_gone = row.barred_bought_cents + row.barred_dropped_cents
    if row.opening_cents + row.new_cents - gone != row.closing_cents:
        raise BrokenLaw(f"Debt of {row.year}: opening + new - paid - written off - bought - barred is not closing.")
    if row.barred_opening_cents + row.barred_cents - barred_gone != row.barred_closing_cents:
        raise BrokenLaw(f"Barred debt of {row.year}: opening + barred - bought - dropped is not closing.")


# The hand-off to relief: what old debt is owed at each year's end, to whom, how old, and what it would cost to buy.
#
# Price: law/us/debt_price, one for all. Fresh debt straight from hospitals
# has cost several times as much, debt of many years a fraction.


@dataclass(frozen=True, slots=True)
class OldDebt:
    """Debt of one age with one kind of holder at a year's end."""

    year: int
    holder: Literal["provider", "buyer", "barred"]  # barred: with either, and past the limit of law
    years_old: int | None  # whole years from the end of the year in which it arose; None where barred
    face_cents: int
    price_bp: int  # of face
    cost_cents: int


def old_debt(path: Iterable[DebtYear]) -> tuple[OldDebt, ...]:
    """Rows by year, holder and age; faces of a year add up to its closing and barred closing."""
    return tuple(row for year in path for row in _of_year(year))


def _of_year(year: DebtYear) -> list[OldDebt]:
    price = parameter("us/debt_price").at(date(year.year, 12, 31))

    def row(holder: Literal["provider", "buyer", "barred"], age: int | None, face: int) -> OldDebt:
        return OldDebt(year.year, holder, age, face, price, part(face, price))

    rows = [row("provider", age, face) for age, face in enumerate(year.book.providers)]
    rows += [row("buyer", age, face) for age, face in enumerate(year.book.buyers)]
    return [*rows, row("barred", None, year.book.barred)]


# Years of equal chance for each person, from weighted ones: members of a family fare independently.
#
# In: (people, K) cents whose K years have the chances `weight`. Out: (people, `draws`)
# cents of equal chance. Chance is seeded; each person's draws are spread evenly over
# the weights, so rare years come about as often as they should.


DRAWS = 32


def equal_years(cents: Ints, weight: Floats, *, seed: int, draws: int = DRAWS) -> Ints:
    """Draws of each person's year. `weight` (K) is made to add up to 1."""
    chance, people = stream(seed, "years of debt"), len(cents)
    at = (np.arange(draws) + chance.random((people, draws))) / draws
    at = np.take_along_axis(at, np.argsort(chance.random((people, draws)), axis=1), axis=1)
    edges = np.cumsum(weight) / np.sum(weight)
    place = np.minimum(np.searchsorted(edges, at, side="right"), len(edges) - 1)
    return np.take_along_axis(np.asarray(cents), place, axis=1)

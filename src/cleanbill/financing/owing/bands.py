"""People in debt and new debt by income, age and cover, beside what the survey says: plain rows.

Bands of income are what means were solved for; ages and cover are a check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.owing.flow import DebtFlow
from cleanbill.financing.owing.means import SURVEY, band_of
from cleanbill.law import parameter
from cleanbill.people import Ints
from cleanbill.people.population import HUNDREDTHS, PLANS, Population

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

"""Care forgone by income and cover, today and with nothing due: two methods beside each other, in plain rows.

The survey counts people who say that cost kept them from care; the response works
out care not used because something is due. They measure different things: never add them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from cleanbill.care import BENEFITS
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.forgone.response import Missed, count, events, missed, more_use
from cleanbill.financing.forgone.survey import UNINSURED, went_without
from cleanbill.law import parameter
from cleanbill.people import Floats, Ints
from cleanbill.people.population import PLANS, Population


@dataclass(frozen=True, slots=True)
class ForgoneGroup:
    """A group of residents: people going without by the survey, and what the response says is not had."""

    by: str  # all, income or cover
    group: str
    people: int
    survey_people: int  # today, going without some care because of cost
    survey_bp: int
    still_people: tuple[int, ...]  # of them with nothing due: low, middle and high assumption
    response: tuple[Missed, ...]  # by elasticity: today's gap; with nothing due it is none by construction


@dataclass(frozen=True, slots=True)
class ForgoneKind:
    """A kind of care: events of a year today and events not had, by elasticity."""

    kind: str
    today: int
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ForgoneCheck:
    """A published share beside the survey method's."""

    what: str
    model_bp: int
    published_bp: int
    note: str


@dataclass(frozen=True, slots=True)
class Forgone:
    """All rows of a year; `arcs_bp` is the order of the elasticities."""

    year: int
    arcs_bp: tuple[int, ...]
    groups: tuple[ForgoneGroup, ...]
    kinds: tuple[ForgoneKind, ...]
    checks: tuple[ForgoneCheck, ...]


def forgone(population: Population, patient_share: Floats, survey_year: int | None = None) -> Forgone:
    """Care forgone of the population's year.

    `patient_share`: of the price, 0 to 1, today; (people, kinds of care in the order of BENEFITS) or (people, 1),
    as from `patient_shares` or `shares_by_cover`. `survey_year`: of the count of people, the population's own where
    None. CleanbillError where no count is known.
    """
    day = date(population.year, 1, 1)
    rule = parameter("us/forgone_response").at(day)
    without = went_without(population, survey_year or population.year)
    today = events(population)
    more = [today * more_use(patient_share, arc) for arc in rule["arcs_bp"]]
    groups = tuple(_row(population.weight * mask, names, without, more, rule) for names, mask in _masks(population))
    kinds = tuple(
        ForgoneKind(
            kind,
            count(population.weight, today[:, at]),
            tuple(count(population.weight, each[:, at]) for each in more),
        )
        for at, kind in enumerate(BENEFITS)
    )
    return Forgone(population.year, tuple(rule["arcs_bp"]), groups, kinds, _checks(population, without))


def _masks(population: Population) -> list[tuple[tuple[str, str], npt.NDArray[np.bool_]]]:
    bands = parameter("states/ma/medical_debt_survey").at(date(2019, 1, 1))["by_fpl"]
    limits = [band["up_to_fpl_bp"] for band in bands]
    place = np.searchsorted(limits[:-1], population.fpl_bp)
    rows = [(("all", "all"), np.ones(len(population), bool))]
    for at, high in enumerate(limits):
        low = limits[at - 1] // 100 + 1 if at else 0
        name = f"{low}+ % FPL" if high is None else f"{low}-{high // 100} % FPL"
        rows.append((("income", name), place == at))
    return rows + [(("cover", plan), population.cover == at) for at, plan in enumerate(PLANS)]


def _row(
    weight: Ints, names: tuple[str, str], without: Floats, more: list[Floats], rule: dict[str, Any]
) -> ForgoneGroup:
    people, going = count(weight, np.ones(len(weight))), count(weight, without)
    return ForgoneGroup(
        by=names[0],
        group=names[1],
        people=people,
        survey_people=going,
        survey_bp=round(going * WHOLE_BP / people) if people else 0,
        still_people=tuple(round(going * still / WHOLE_BP) for still in rule["still_bp"]),
        response=tuple(missed(weight, each, arc) for each, arc in zip(more, rule["arcs_bp"], strict=True)),
    )


def _checks(population: Population, without: Floats) -> tuple[ForgoneCheck, ...]:
    seen = parameter("states/ma/care_forgone")
    insured = np.where(population.cover == UNINSURED, 0, population.weight)
    of_insured = round(float((insured * without).sum() / max(insured.sum(), 1)) * WHOLE_BP)
    of_all = round(float((population.weight * without).sum() / population.weight.sum()) * WHOLE_BP)
    return (
        ForgoneCheck(
            "insured people with an unmet need because of cost",
            of_insured,
            seen.at(date(2017, 1, 1))["unmet_bp"],
            "published: 2017; solved for: people with private cover to their count, with public cover to this share",
        ),
        ForgoneCheck(
            "residents with any problem of affording care",
            of_all,
            seen.at(date(2023, 1, 1))["affordability_bp"],
            "published: 2023, a wider question, debt and bills too: the model must stay below it",
        ),
    )

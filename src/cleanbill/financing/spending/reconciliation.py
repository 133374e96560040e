"""Holds spending against what is published: target beside achieved, and whether it was fitted or only compared.

In: people and their spending. Out: plain rows. The survey's means are of the
nation and Massachusetts is not: people of a group differ in cover and income,
so rows that are not fitted are expected to be near, not to meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

import numpy as np

from cleanbill.care.generator import AGE_GROUPS, AGE_STARTS, COVER_CLASSES, Floats, figure
from cleanbill.core.money import WHOLE_BP, grown
from cleanbill.financing.spending.amounts import (
    BANDS,
    FACTORS,
    NO_COVER,
    Standing,
    published,
    standing,
    survey_cents,
    trend,
)
from cleanbill.financing.spending.scale import BASE, SCALE_SERVICES, SERVICE_OF, long_term_care, targets
from cleanbill.financing.spending.spending import PAYERS, Spending
from cleanbill.law import parameter
from cleanbill.people.population import HUNDREDTHS, Population

MEPS = "MEPS 2018"
DENTAL = SERVICE_OF.index("dental")
CENTS = 100


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One figure beside its target; `fitted` ones are met by construction."""

    figure: str
    target: float
    achieved: float
    unit: str
    source: str
    fitted: bool

    @property
    def off(self) -> float:
        """Achieved over target, less 1."""
        return self.achieved / self.target - 1


def checks(people: Population, spending: Spending) -> list[CheckRow]:
    """Every figure: the survey's means and shares before scaling, the distribution, and the state's totals after."""
    of = standing(people)
    rows = [
        *_survey_means(people, of),
        *_patients_shares(people, spending, of),
        *_distribution(people, spending),
        *_accounts(people, spending),
        *_totals(people, spending),
    ]
    return [row for row in rows if not isnan(row.achieved)]


def _share(people: Population, part: Any, whole: Any, rows: Any = slice(None)) -> float:
    """Weighted sum of `part` over that of `whole`; NaN for a group without people, of which no row is made."""
    weight = people.weight[rows]
    of = float((weight * whole[rows]).sum())
    return float((weight * part[rows]).sum()) / of if of else float("nan")


def _survey_means(people: Population, of: Standing) -> Iterator[CheckRow]:
    """Before the state's scale: the nation's means in dollars of the year."""
    cents, ones = survey_cents(of, people.year).sum(axis=1), np.ones(len(people))
    growth = trend(people.year)
    group = np.searchsorted(AGE_STARTS, people.age, side="right") - 1
    for number, name in enumerate(AGE_GROUPS):
        target = figure("meanEXP0__event__agegrps", "any", name) * growth
        achieved = _share(people, cents, ones, group == number) / CENTS
        yield CheckRow(f"age {name}, before scaling", target, achieved, "$ a person", f"{MEPS} by trend", False)
    for number, name in enumerate(COVER_CLASSES):
        target = figure("meanEXP0__event__insurance", "any", name) * growth
        achieved = _share(people, cents, ones, of.cover_class == number) / CENTS
        yield CheckRow(f"cover {name}, before scaling", target, achieved, "$ a person", f"{MEPS} by trend", False)


def _patients_shares(people: Population, spending: Spending, of: Standing) -> Iterator[CheckRow]:
    """Paid out of pocket, as a share of spending: what plans leave, beside what the nation's patients paid."""
    unit, paid, total = "% of spending", spending.out_of_pocket, spending.total
    table = "meanEXP0__sop__{}"
    by_band = published(table.format("poverty"), ("out_of_pocket", "any"), ("all", *BANDS))
    rates = 100 * by_band[0] / by_band[1]
    yield CheckRow("out of pocket", rates[0], 100 * _share(people, paid, total), unit, MEPS, False)
    for number, name in enumerate(BANDS):
        achieved = 100 * _share(people, paid, total, of.band == number)
        yield CheckRow(f"out of pocket, income {name}", rates[number + 1], achieved, unit, MEPS, False)
    by_cover = published(table.format("insurance"), ("out_of_pocket", "any"), COVER_CLASSES)
    for number, name in enumerate(COVER_CLASSES):
        achieved = 100 * _share(people, paid, total, of.cover_class == number)
        yield CheckRow(
            f"out of pocket, cover {name}", 100 * by_cover[0, number] / by_cover[1, number], achieved, unit, MEPS, False
        )


def _distribution(people: Population, spending: Spending) -> Iterator[CheckRow]:
    weight = (people.weight[:, None] * spending.draws.weight).ravel()
    cents = spending.draws.allowed.ravel()
    any_use = figure("pctEXP__event__agegrps", "any", "all")
    yield CheckRow("any spending", any_use, 100 * weight[cents > 0].sum() / weight.sum(), "% of people", MEPS, False)
    top = top_shares(weight, cents, (0.01, 0.05, 0.5))
    source = "MEPS 2022, meps.ahrq.gov stat560"
    yield CheckRow("top 1 %", 21.7, 100 * top[0], "% of spending", source, False)
    yield CheckRow("top 5 %", 50.0, 100 * top[1], "% of spending", source + ", 'about half'", False)
    yield CheckRow("bottom half, at most", 3.0, 100 * (1 - top[2]), "% of spending", source + ", 'under 3 %'", False)
    mean = float((weight * cents).sum() / weight.sum()) / CENTS
    target = people.total(spending.total) / people.people / CENTS
    yield CheckRow("years drawn, mean", target, mean, "$ a person", "expected spending", False)
    paid = float((weight * spending.draws.out_of_pocket.ravel()).sum() / weight.sum()) / CENTS
    target = people.total(spending.out_of_pocket) / people.people / CENTS
    yield CheckRow("years drawn, out of pocket", target, paid, "$ a person", "expected out of pocket", False)


def top_shares(weight: Floats, cents: Any, shares: tuple[float, ...]) -> list[float]:
    """Of all cents, the part of the top 1 %, say, by weight."""
    order = np.argsort(-cents, kind="stable")
    people, money = np.cumsum(weight[order]), np.cumsum((weight * cents)[order])
    return [float(money[np.searchsorted(people, share * people[-1])] / money[-1]) for share in shares]


def _accounts(people: Population, spending: Spending) -> Iterator[CheckRow]:
    wanted = targets(people)
    payers = dict(zip(FACTORS, ("private", "medicare", "medicaid"), strict=True))
    for number, name in enumerate(FACTORS):
        achieved = people.total(getattr(spending, payers[name])) / CENTS / 1e9
        target = float(wanted.cover[number]) / CENTS / 1e9
        yield CheckRow(
            f"{name} pays, without long-term care", target, achieved, "$ bn", "law/states/ma/payer_totals", True
        )
    total = people.total(spending.total)
    for number, name in enumerate(SCALE_SERVICES):
        columns = [place for place, service in enumerate(SERVICE_OF) if service == name]
        achieved = 100 * people.total(spending.allowed[:, columns].sum(axis=1)) / total
        yield CheckRow(
            f"{name}, part of all",
            100 * float(wanted.service[number]),
            achieved,
            "%",
            "law/states/ma/residence_spending",
            True,
        )


def _totals(people: Population, spending: Spending) -> Iterator[CheckRow]:
    """The state's two totals, which nothing was fitted to."""
    law = parameter("states/ma/total_health_care_expenditures")
    measured = max(start for start in law.values if start.year <= max(people.year, min(law.values).year))
    target = law.at(measured) / 1e9 * trend(people.year) / trend(measured.year)
    achieved = chia_comparable(people, spending) / CENTS / 1e9
    title, source = "insured care with insurers' administration", _of("CHIA", measured, people)
    yield CheckRow(title, target, achieved, "$ bn", source, False)
    heads = parameter("states/ma/residence_spending").at(BASE)
    later = people.year - BASE.year
    a_head = float(sum(grown(row["per_resident"], row["growth_bp"], later) for row in heads.values()))
    target = a_head * float(people.weight.sum()) / HUNDREDTHS / 1e9
    achieved = (people.total(spending.total) + long_term_care(people).total) / CENTS / 1e9
    title, source = "personal health care with long-term care", _of("CMS by residence", BASE, people)
    yield CheckRow(title, target, achieved, "$ bn", source, False)


def _of(source: str, day: date, people: Population) -> str:
    return f"{source} {day.year}" + ("" if day.year == people.year else f", carried to {people.year}")


def chia_comparable(people: Population, spending: Spending) -> int:
    """Cents of what CHIA counts: insured people's care without dental, public long-term care, payers' own costs.

    It counts veterans' care too, which is not told apart here from what others pay, and is left out.
    """
    insured = (people.cover != NO_COVER).astype(np.int64)
    counted = [PAYERS.index(payer) for payer in PAYERS if payer != "other"]
    care = spending.paid[counted].sum(axis=0)
    care = people.total((care.sum(axis=1) - care[:, DENTAL]) * insured)
    outside = long_term_care(people)
    public = outside.paid("medicaid") + outside.paid("medicare")
    of_masshealth = parameter("us/spending_scale").at(BASE)["masshealth_administration_bp"]
    masshealth = people.total(spending.medicaid) + outside.paid("medicaid")
    run = masshealth * of_masshealth // (WHOLE_BP - of_masshealth)
    insurers = parameter("states/ma/expenditures_apart").at(date(2023, 1, 1))["insurer_administration_bp"]
    return int((care + public + run) * WHOLE_BP // (WHOLE_BP - insurers))

"""What the model says that it was not solved for, beside what is published.

Collections: one number, the chance that unpaid debt reaches a credit report, is
solved for from the share of 2019; shares and medians under later rules are checks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.medical_debt.means import chance_of_debt
from cleanbill.financing.medical_debt.path import DebtFlow, settled_book
from cleanbill.financing.medical_debt.runoff import part, run_off
from cleanbill.law import parameter
from cleanbill.people import Floats
from cleanbill.people.population import HUNDREDTHS

DAYS_OF_YEAR = 365


@dataclass(frozen=True, slots=True)
class DebtCheck:
    """A published figure beside the model's; `unit` is bp, cents or hundredths of years."""

    what: str
    unit: str
    model: int
    published: int
    role: Literal["solved for", "check"]
    note: str


def debt_checks(flow: DebtFlow) -> tuple[DebtCheck, ...]:
    """Credit reports of 2019, 2022 and 2023, 1 in 8 residents, the years a debt is open, and families with $400."""
    chance = reported_chance(flow)
    checks = [*_reports(flow, chance), _one_in_eight(flow), _flow_to_stock(flow), _savings(flow)]
    return (*checks, _bad_debt(flow), _per_adult(flow))


def reported_chance(flow: DebtFlow) -> float:
    """The chance that a debt reaches a report by which the model's share of 2019 is the published one, at most 1."""
    published = parameter("states/ma/debt_on_reports").at(date(2019, 1, 1))["share_bp"] / WHOLE_BP
    rule = parameter("us/credit_reports").at(date(2019, 8, 1))
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if reported_share(flow, middle, rule) > published else (middle, high)
    return (low + high) / 2


def reported_share(flow: DebtFlow, chance: float, rule: dict[str, Any]) -> float:
    """Of adults, those with debt on a report; a family's debt is on the report of one of its adults."""
    families = flow.families
    reported = -np.expm1(-reported_over(flow, chance, rule, 0.0))
    return float((families.weight * reported).sum() / (families.weight * families.adults).sum())


def reported_median(flow: DebtFlow, chance: float, rule: dict[str, Any]) -> int:
    """Median debt of one year on a debtor's report, in cents of the flow's year."""
    weight = flow.families.weight
    half = float((weight * reported_over(flow, chance, rule, 0.0)).sum()) / 2
    low, high = 0.0, 1e8
    for _ in range(30):
        middle = (low + high) / 2
        above = float((weight * reported_over(flow, chance, rule, middle)).sum())
        low, high = (middle, high) if above > half else (low, middle)
    return round((low + high) / 2)


def reported_over(flow: DebtFlow, chance: float, rule: dict[str, Any], cents: float) -> Floats:
    """By family, how many years' debts are on a report with more than `cents` each.

    A year's debt is of some equal accounts; each, if it is still owed, is reported with `chance`.
    """
    day = date(flow.year, 1, 1)
    response = parameter("us/debt_response").at(day)
    accounts, least = response["accounts"], max(rule["from_cents"], response["carried_from_cents"])
    found = np.zeros(len(flow.leaves))
    for count in range(1, accounts + 1):
        over = _over(flow, max(accounts * least, cents * accounts / count))
        found += _of_accounts(accounts, count, chance, rule, day) * over
    return found


def _of_accounts(accounts: int, count: int, chance: float, rule: dict[str, Any], day: date) -> float:
    """Years of debts of which `count` of the accounts are on a report; debts arise evenly in a year."""
    book = run_off(day)
    young = rule["older_than_days"] / DAYS_OF_YEAR
    years = 0.0
    for age, owed in enumerate([*book.open_share[1:], book.open_share[-1]][: rule["up_to_years"]]):
        account = owed * chance
        reported = min(max(age + 1 - young, 0.0), 1.0)
        years += reported * math.comb(accounts, count) * account**count * (1 - account) ** (accounts - count)
    return years


def _over(flow: DebtFlow, cents: float) -> Floats:
    """Chance, by family, that the year leaves more than so much debt."""
    return chance_of_debt(flow.families.bills, flow.means.of(flow.families), cents)


def _reports(flow: DebtFlow, chance: float) -> list[DebtCheck]:
    published = parameter("states/ma/debt_on_reports")
    rows = []
    for start, reported in published.values.items():
        rule = parameter("us/credit_reports").at(date(start.year, 8, 1))
        share = round(reported_share(flow, chance, rule) * WHOLE_BP)
        role: Literal["solved for", "check"] = "solved for" if start.year == 2019 else "check"
        note = f"{chance:.0%} of accounts unpaid after their first year reach a report"
        rows.append(
            DebtCheck(f"adults with debt on reports, {start.year}", "bp", share, reported["share_bp"], role, note)
        )
        if reported["median_cents"] is None:
            continue
        median, note = reported_median(flow, chance, rule), "in cents of the flow's year; one year's debt of a debtor"
        what = f"median debt on reports, {start.year}"
        rows.append(DebtCheck(what, "cents", median, reported["median_cents"], "check", note))
    return rows


def _one_in_eight(flow: DebtFlow) -> DebtCheck:
    published = parameter("states/ma/medical_debt_survey").at(date(2023, 1, 1))["all_bp"]
    share = flow.people(flow.carries) / flow.people(np.ones_like(flow.carries))
    note = "1 in 8; what was solved for is 2019, when 17 % of the insured had debt; why it fell is not modelled"
    return DebtCheck("residents with family debt, 2021-23", "bp", round(share * WHOLE_BP), published, "check", note)


def _flow_to_stock(flow: DebtFlow) -> DebtCheck:
    published = parameter("us/debt_on_reports").at(date(2020, 6, 1))
    some, new = (-np.log1p(-published[name] / WHOLE_BP) for name in ("share_bp", "new_in_year_bp"))
    years = round(run_off(date(flow.year, 1, 1)).years_open * HUNDREDTHS)
    note = "published: Americans with debt on reports over those with some of the last year; bureaus drop some earlier"
    return DebtCheck("years that a debt is open", "hundredths", years, round(HUNDREDTHS * some / new), "check", note)


def _savings(flow: DebtFlow) -> DebtCheck:
    families, published = flow.families, parameter("us/liquid_savings").at(date(2016, 1, 1))
    below = published["below_cents"] / (published["below_cents"] + flow.means.of(families))
    without = float((families.weight * below).sum() / families.weight.sum())
    note = "means at hand for medical bills, as solved for; published: liquid savings, United States 2016"
    return DebtCheck("families without $400", "bp", round(without * WHOLE_BP), published["share_bp"], "check", note)


def _bad_debt(flow: DebtFlow) -> DebtCheck:
    """What is unpaid when the year is out, beside what hospitals wrote into their books as bad debt."""
    published = parameter("states/ma/uncompensated_care").at(date(2023, 1, 1))["bad_debt"] * 100
    unpaid = flow.new_total - part(flow.new_total, run_off(date(flow.year, 1, 1)).paid_bp[0])
    note = "published: 39 hospitals alone, at what they expected; the model: all providers"
    return DebtCheck("new debt unpaid at the year's end", "cents", unpaid, published, "check", note)


def _per_adult(flow: DebtFlow) -> DebtCheck:
    published = parameter("us/debt_on_reports").at(date(2020, 6, 1))["mean_northeast_cents"]
    book = settled_book(flow.new_total, 0, run_off(date(flow.year, 1, 1)))
    adults = int((flow.families.weight * flow.families.adults).sum())
    note = "published: on reports in the Northeast in 2020; the model: all that is owed, barred debt too"
    owed = (book.enforceable + book.barred) * HUNDREDTHS // max(adults, 1)
    return DebtCheck("debt per adult, debtors or not", "cents", owed, published, "check", note)

"""The account of Massachusetts in a year: CMS by state of residence, payers' totals, and the rest of health spending.

Rows come from law/states/ma/residence_spending, columns from
law/states/ma/payer_totals; administration, public health and investment are
added to personal care in the nation's proportion (law/us/national_account),
as are other payers; what nobody is known to pay is called unexplained.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget.account import Account
from cleanbill.financing.budget.account_of import cells_of, scaled_to
from cleanbill.financing.budget.cells import bp, half_up
from cleanbill.financing.budget.lists import PERSONAL
from cleanbill.law import parameter

BASE = 2020
YEARS = range(BASE, 2036)
CENTS = 100  # in a dollar
APART = ("administration", "public_health", "investment")


@cache
def account(year: int) -> Account:
    """Health spending for residents of Massachusetts in `year`, 2020 to 2035; BadInput outside.

    From 2021 on an extrapolation by the growth rates of law.
    """
    if year not in YEARS:
        problem = f"there is no account of {year}"
        raise BadInput([Finding("year", None, None, problem, f"Take one from {YEARS[0]} to {YEARS[-1]}.")])
    of = parameter("states/ma/payer_totals").at(date(BASE, 1, 1))
    care = _care(year, of)
    services = care | _apart(sum(care.values()))
    groups = _groups(year, of, sum(care.values()), services)
    splits = {name: of[name] for name in ("marketplace_bp", "state_local_employers_bp")}
    splits["medicaid_federal_bp"] = of["medicaid"]["federal_bp"]
    splits["unexplained_bp"] = _unexplained_bp(groups["other"], services)
    cells = cells_of(services, groups, splits, of["safety_net"] * CENTS)
    unpaid = parameter("states/ma/uncompensated_care").at(date(2023, 1, 1))
    premium = parameter("us/part_b_premium").at(date(year, 1, 1)) * 12
    return Account(
        "Massachusetts",
        year,
        cells,
        bad_debt_cents=unpaid["bad_debt"] * CENTS,
        charity_cents=unpaid["charity"] * CENTS,
        medicare_premiums_cents=premium * of["medicare"]["enrollees"],
        uninsured_bp=of["uninsured_bp"],
    )


def grown(amount: Fraction | int, growth_bp: int, years: int) -> Fraction:
    """An amount after `years` of growth; years before the base are negative."""
    return Fraction(amount) * (1 + bp(growth_bp)) ** years


def _care(year: int, of: Mapping[str, Any]) -> dict[str, int]:
    """Cents of personal care by service: dollars a head x residents x growth."""
    residents = grown(of["residents"], of["residents_growth_bp"], year - BASE)
    heads = parameter("states/ma/residence_spending").at(date(BASE, 1, 1))
    care = {
        service: half_up(grown(row["per_resident"] * CENTS, row["growth_bp"], year - BASE) * residents)
        for service, row in heads.items()
    }
    care["vision"] = half_up(care["durables"] * bp(of["vision_of_durables_bp"]))
    care["durables"] -= care["vision"]
    return {service: care[service] for service in PERSONAL}


def _apart(care_cents: int) -> dict[str, int]:
    """Administration, public health and investment, in the nation's proportion to personal care."""
    shares = parameter("us/national_account").at(date(2012, 1, 1))["services"]
    personal = sum(shares[service] for service in PERSONAL)
    return {service: half_up(Fraction(care_cents * shares[service], personal)) for service in APART}


def _groups(year: int, of: Mapping[str, Any], care_cents: int, services: Mapping[str, int]) -> dict[str, int]:
    """Cents by group of payers; what is left of all spending is other payers'."""
    by_payer = parameter("us/payer_pattern").at(date(BASE, 1, 1))["administration"]
    run = scaled_to(services["administration"], by_payer)
    growth, later = of["growth_bp"], year - BASE
    groups = {
        name: half_up(grown(of[name]["per_enrollee"] * of[name]["enrollees"] * CENTS, growth, later)) + run[name]
        for name in ("private", "medicare")
    }
    medicaid = of["medicaid"]
    groups["medicaid"] = half_up(grown(medicaid["programme"] * CENTS, growth, year - medicaid["in_year"]))
    groups["out_of_pocket"] = half_up(care_cents * bp(of["out_of_pocket_bp"]))
    groups["other"] = sum(services.values()) - sum(groups.values())
    return groups


def _unexplained_bp(other_cents: int, services: Mapping[str, int]) -> int:
    """Of what no known payer pays for personal care, the part beyond other payers' proportion in the nation."""
    national = parameter("us/national_account").at(date(2012, 1, 1))
    apart = sum(national["services"][service] for service in APART[1:])
    personal = sum(national["services"][service] for service in PERSONAL)
    left = other_cents - sum(services[service] for service in APART[1:])
    known = sum(services[s] for s in PERSONAL) * (national["payers"]["other"] - apart) // personal
    return max(0, WHOLE_BP - WHOLE_BP * known // left) if left > 0 else 0

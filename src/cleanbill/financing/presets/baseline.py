"""A study's account: its published total, shared out as the nation or Massachusetts spends where it tells no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import SERVICES, Account, account, cells_of
from cleanbill.financing.budget.account_of import scaled_to
from cleanbill.law import parameter

MASSACHUSETTS = "massachusetts"


def baseline(
    place: str, year: int, total_cents: int, like: str, *, services: Mapping[str, int], payers: Mapping[str, int]
) -> Account:
    """The account of `total_cents`, in the proportions of `like`: "nation" or "massachusetts".

    `services` are shares of the total in basis points that the study tells or
    implies, the others keep their proportions; `payers` are shares of the five
    groups of payers, which replace the nation's. Nobody is uninsured unless a lever says so.
    """
    nation = parameter("us/national_account").at(date(2012, 1, 1))
    if like == MASSACHUSETTS:
        weights = {service: account(year).of_service(service) for service in SERVICES}
    else:
        weights = {service: nation["services"][service] for service in SERVICES}
    rest = {service: weight for service, weight in weights.items() if service not in services}
    left = WHOLE_BP - sum(services.values())
    told = scaled_to(total_cents, dict(services) | {"rest": left})
    rows = {s: told[s] for s in services} | scaled_to(told["rest"], rest)
    splits = {name: nation[name] for name in ("medicaid_federal_bp", "marketplace_bp", "state_local_employers_bp")}
    return Account(place, year, cells_of(rows, scaled_to(total_cents, dict(payers or nation["payers"])), splits))

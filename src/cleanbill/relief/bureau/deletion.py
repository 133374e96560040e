"""Which abolished accounts a bureau must be asked to delete, and why not the others.

In: Reported accounts and today. Out: one Decision each. Law: us/credit_reports
(the bureaus' own rules), us/credit_reporting (obsolete debts, states' bans).
An account that nobody reported needs nothing; one that was reported is
deleted, and `also` says which rule had barred it already, so that a bureau
that still shows it is in the wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cleanbill.law import parameter

NOT_NEEDED = {
    "not_reported": "the holder says that it was never reported",
    "obsolete": "seven years and 180 days after the first delinquency it has left the report",
}
CHECK = {
    "unknown_if_reported": "the file does not say whether it was reported: a deletion does no harm",
    "no_first_delinquency": "no date of first delinquency: a deletion is written without one",
}


@dataclass(frozen=True, slots=True)
class Reported:
    """One abolished account as the bureaus may know it."""

    account_id: str
    initial_balance_cents: int = field(repr=False)
    first_delinquency: date | None = field(default=None, repr=False)
    date_of_service: date | None = field(default=None, repr=False)
    state: str | None = None
    bureau_reported: bool | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Delete or not, the first reason, and every rule that bars the account from a report on that day."""

    account_id: str
    delete: bool
    reason: str
    barred_by: tuple[str, ...]


def deletions(accounts: Iterable[Reported], today: date) -> list[Decision]:
    """One decision for each account, in their order."""
    return [decide(account, today) for account in accounts]


def decide(account: Reported, today: date) -> Decision:
    """Delete all that is or may be on a report; not what was never there or has left it."""
    barred = barred_by(account, today)
    if account.bureau_reported is False:
        return Decision(account.account_id, False, "not_reported", barred)
    if "obsolete" in barred:
        return Decision(account.account_id, False, "obsolete", barred)
    if account.bureau_reported is None:
        reason = "unknown_if_reported"
    else:
        reason = "reported" if account.first_delinquency else "no_first_delinquency"
    return Decision(account.account_id, True, reason, barred)


def barred_by(account: Reported, today: date) -> tuple[str, ...]:
    """Rules that on `today` keep an unpaid medical debt off a report, from the bureaus' own to the states'."""
    bureaus = parameter("us/credit_reports").at(today)
    rules = parameter("us/credit_reporting").at(today)
    late = account.first_delinquency
    holds = {
        "under_one_year": late is not None and (today - late).days < bureaus["older_than_days"],
        "small_initial_balance": account.initial_balance_cents < bureaus["from_cents"],
        "obsolete": late is not None and today >= _leaves(late, rules),
        "state": _barred_by_state(account, rules["states"], today),
    }
    return tuple(name for name, true in holds.items() if true)


def _leaves(late: date, rules: dict[str, Any]) -> date:
    """180 days after the first delinquency, then seven years; 29 February ends on 1 March."""
    start = late + timedelta(days=rules["obsolete_days"])
    year = start.year + rules["obsolete_years"]
    leap_day = (start.month, start.day) == (2, 29)
    return date(year, 3, 1) if leap_day else start.replace(year=year)


def _barred_by_state(account: Reported, states: dict[str, Any], today: date) -> bool:
    ban = states.get(account.state or "")
    if ban is None:
        return False
    day = today if ban["by"] == "report" else account.date_of_service
    return day is not None and day >= ban["from"]

"""When a debt can no longer be sued for: the day that the file gives, else its state's years from the last payment.

In: accounts (state, sol_date, last_payment_date, date_of_service, judgment_flag). Out: a date or a boolean of each.
Law: us/limitation_years, and states/*/limitation for the states that have their own.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

import ibis
import ibis.expr.types as ir

from cleanbill import law

OWN = {"MA": "states/ma/limitation"}


def barred(accounts: ir.Table, today: date) -> ir.BooleanValue:
    """Whether each debt can be sued for no more on `today`; a judgment can, and so can what is not known."""
    late = (barred_from(accounts, today) <= ibis.literal(today)).fill_null(False)
    return late & ~accounts.judgment_flag.fill_null(False)


def barred_from(accounts: ir.Table, today: date) -> ir.DateValue:
    """The first day on which each debt can no longer be sued for, by the law of `today`; null where it is not known."""
    begun = ibis.coalesce(accounts.last_payment_date, accounts.date_of_service)
    cases = [
        ((begun >= ibis.literal(since)) & accounts.state.isin(states), begun + ibis.interval(years=years))
        for since, years, states in _lines(today)
    ]
    return ibis.coalesce(accounts.sol_date, ibis.cases(*cases).cast("date"))


@cache
def _lines(today: date) -> list[tuple[date, int, list[str]]]:
    """Day, years and states to which they have applied since, the latest day first."""
    held: dict[tuple[date, int], list[str]] = defaultdict(list)
    for since, by_state in law.parameter("us/limitation_years").values.items():
        for state, years in by_state.items():
            held[since, years].append(state)
    for state, path in OWN.items():
        for since, years in law.parameter(path).values.items():
            held[since, years].append(state)
    begun = [(since, years, sorted(states)) for (since, years), states in held.items() if since <= today]
    return sorted(begun, key=lambda line: (line[0], line[1]), reverse=True)

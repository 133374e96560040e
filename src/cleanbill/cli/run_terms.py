"""The terms of a run of the main job, from what was typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cleanbill.cli.options import day
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import NO_LIMIT_CENTS, cents, usd
from cleanbill.follow import Terms

FIRST_DAY = date(2023, 7, 1)  # the first day on which every fact of a run has a value


def run_terms(seed: int, fund: str, price: str | None, today: str | None) -> Terms:
    """The terms of a run from what was typed; CleanbillError says what is wrong with it."""
    if not 0 <= seed < 2**63:
        raise CleanbillError(f"--seed {seed} cannot be used. Give a whole number from 0 to {2**63 - 1}.")
    given = cents(fund)
    if given < 0:
        raise CleanbillError(f"--fund {fund} is below zero. Give the dollars there are to spend.")
    if given > NO_LIMIT_CENTS:
        raise CleanbillError(f"--fund {fund} is more than there is. Give at most {usd(NO_LIMIT_CENTS)}.")
    return Terms(today=_today(today), seed=seed, fund_cents=given, price_bp=None if price is None else _price_bp(price))


def _price_bp(price: str) -> int:
    """Cents on the dollar, "0.85", as basis points: one cent is 100."""
    price_bp = cents(price)
    if not 0 < price_bp <= 100 * 100:
        raise CleanbillError(f"--price {price} is not a price. Give cents on the dollar, above 0 and at most 100.")
    return price_bp


def _today(typed: str | None) -> date:
    if typed is None:
        return date(datetime.now(UTC).year - 1, 12, 31)  # the last year whose care is all known
    today = day(typed, "--today")
    if today < FIRST_DAY:
        raise CleanbillError(f"--today {typed} is too early: facts and law reach back to {FIRST_DAY}.")
    return today

"""Prompt-pay interest: simple, by the day, rounded once to the cent, half up.

interest = sum x yearly rate x days late / 365. Law: states/ma/prompt_pay
(M.G.L. c. 176G s. 6), us/medicare_prompt_pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.payer.paying.exact import rounded_share

MONTHS, DAYS_OF_YEAR, RATE_WHOLE = 12, 365, 100_000


@dataclass(frozen=True, slots=True)
class PromptPay:
    """The rule of a day: `timely_days` after receipt no interest runs; then `year` hundred-thousandths a year."""

    timely_days: int
    year: int


def massachusetts(on: date) -> PromptPay:
    """The rule for claims paid on this day: the rate of twelve months, or the year's limit where that is less."""
    held = law.parameter("states/ma/prompt_pay").at(on)
    return PromptPay(held["timely_days"], min(held["month"] * MONTHS, held["year"]))


def medicare(on: date, *, year: int | None = None) -> PromptPay:
    """Medicare's rule for clean claims paid on this day, at the rate `year` (hundred-thousandths) where given.

    Raises CleanbillError where no rate is given and none is on file for the day.
    """
    held = law.parameter("us/medicare_prompt_pay").at(on)
    if year is None and on > held["until"]:
        raise CleanbillError(f"The Treasury's prompt payment rate of {on} is not on file. Give the rate of that day.")
    return PromptPay(held["timely_days"], held["year"] if year is None else year)


def late_days(received_on: ir.DateValue, on: date, rule: PromptPay) -> ir.IntegerValue:
    """Days that interest runs for a claim paid on `on`, int64: 0 while the payer is in time."""
    since = ibis.literal(on).delta(received_on, unit="day").cast("int64")
    return ibis.greatest(since - rule.timely_days, 0).cast("int64")


def interest_cents(amount: ir.IntegerValue, days: ir.IntegerValue, rule: PromptPay) -> ir.IntegerValue:
    """Interest on `amount` (cents, not negative) for so many days late, int64 cents."""
    return rounded_share(amount * days * rule.year, DAYS_OF_YEAR * RATE_WHOLE)

"""What a plan owes for each claim, and prompt-pay interest: simple, by the day, rounded once to the cent, half up.

`claims_payable` makes rows of `payable` of settled lines. interest = sum x yearly rate x days late / 365.
Law: states/ma/prompt_pay (M.G.L. c. 176G s. 6), us/medicare_prompt_pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.payer.payment_run.tables import Payable

# Fee for service: what a plan owes for each claim, from its settled lines.
#
# In: `settled_line` of one world and version, and receipts (claim_id, version,
# received_on, approved_on, clean). Out: `payable`, one row a receipt.


def claims_payable(settled: ir.Table, receipts: ir.Table, *, fund_id: str) -> ir.Table:
    """`payable` of kind "claim": the plan's part of all lines of the claim, to its provider.

    A receipt without lines is a void claim: nothing is owed under it.
    """
    owed = settled.group_by("claim_id").aggregate(
        payee_id=settled.provider_id.max(), amount_cents=settled.plan_paid_cents.sum().cast("int64")
    )
    beside = receipts.left_join(owed, "claim_id")
    return beside.mutate(
        payable_id=beside.claim_id,
        kind=ibis.literal("claim"),
        fund_id=ibis.literal(fund_id),
        amount_cents=ibis.coalesce(beside.amount_cents, 0).cast("int64"),
    ).select(*ibis_schema(Payable).names)


# Whole cents by division of large whole numbers, exact on each engine.
#
# Ibis's `//` divides in floating point, which is exact below 2^53 only. Taking
# the remainder off first leaves a quotient that a float holds exactly, so the
# dividend may be as large as an int64.


def rounded_share(dividend: ir.IntegerValue, divisor: ir.IntegerValue | int) -> ir.IntegerValue:
    """`dividend` / `divisor`, both not negative, half up, int64; the quotient below 2^52."""
    twice = dividend * 2 + divisor
    whole = divisor * 2
    return ((twice - twice % whole) / whole).round().cast("int64")


MONTHS, DAYS_OF_YEAR, RATE_WHOLE = 12, 365, 100_000


@dataclass(frozen=True, slots=True)
class PromptPay:
    """The rule of a day: `timely_days` after receipt no interest runs; then `year` hundred-thousandths a year."""

    timely_days: int
    year: int


def massachusetts(on: date) -> PromptPay:
    """The rule for claims paid on this day: the rate of twelve months, or the year's limit where that is less."""
    rule = law.parameter("states/ma/prompt_pay").at(on)
    return PromptPay(rule["timely_days"], min(rule["month"] * MONTHS, rule["year"]))


def medicare(on: date, *, year: int | None = None) -> PromptPay:
    """Medicare's rule for clean claims paid on this day, at the rate `year` (hundred-thousandths) where given.

    Raises CleanbillError where no rate is given and none is on file for the day.
    """
    rule = law.parameter("us/medicare_prompt_pay").at(on)
    if year is None and on > rule["until"]:
        raise CleanbillError(f"The Treasury's prompt payment rate of {on} is not on file. Give the rate of that day.")
    return PromptPay(rule["timely_days"], rule["year"] if year is None else year)


def late_days(received_on: ir.DateValue, on: date, rule: PromptPay) -> ir.IntegerValue:
    """Days that interest runs for a claim paid on `on`, int64: 0 while the payer is in time."""
    since = ibis.literal(on).delta(received_on, unit="day").cast("int64")
    return ibis.greatest(since - rule.timely_days, 0).cast("int64")


def interest_cents(amount: ir.IntegerValue, days: ir.IntegerValue, rule: PromptPay) -> ir.IntegerValue:
    """Interest on `amount` (cents, not negative) for so many days late, int64 cents."""
    return rounded_share(amount * days * rule.year, DAYS_OF_YEAR * RATE_WHOLE)

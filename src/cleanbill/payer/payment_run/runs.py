"""One payment run, and what it pays beside claims: capitation by the month, and instalments of global budgets.

In: `payable`, and the registry so far (`payment`, `remittance`, `refund`). Out: the rows that the run adds to the
first two: what is due, by payee, less what the payee owes. A day is run once: a second run of it, or of a day
before the last or before a refund that is recorded, adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import to_int64
from cleanbill.payer.payment_run.interest import PromptPay, interest_cents, late_days, rounded_share
from cleanbill.payer.payment_run.tables import Payable, PayeeRemittance, Payment

# Global budgets: a hospital's year in twelve instalments that add up to the cent.
#
# In: budgets (payee_id, budget_cents). Out: `payable`, twelve rows a payee.
# Cents that do not divide by twelve go one each to the first months: with equal
# parts that is the method of the largest remainder.


MONTHS = 12


def instalments(budgets: ir.Table, year: int, *, fund_id: str, version: int = 1) -> ir.Table:
    """`payable` of kind "budget" for the months of `year`; a changed budget is a later version."""
    return ibis.union(*[_month(budgets, date(year, month, 1), fund_id, version) for month in range(1, MONTHS + 1)])


def _month(budgets: ir.Table, month: date, fund_id: str, version: int) -> ir.Table:
    day = month.replace(day=law.parameter("single_payer/paying").at(month)["paid_on"])
    over = budgets.budget_cents % MONTHS
    part = ((budgets.budget_cents - over) / MONTHS).round().cast("int64") + (over >= month.month).cast("int64")
    return budgets.select(
        payable_id=ibis.literal(f"budget:{month:%Y-%m}:") + budgets.payee_id,
        version=ibis.literal(version, "int64"),
        kind=ibis.literal("budget"),
        payee_id=budgets.payee_id,
        fund_id=ibis.literal(fund_id),
        received_on=ibis.literal(day),
        approved_on=ibis.literal(day),
        clean=ibis.literal(value=False),
        amount_cents=part.cast("int64"),
    ).select(*ibis_schema(Payable).names)


# Capitation: so much a member a month to whom they are assigned, by spans of cover.
#
# In: spans (person_id, payee_id, start, end) and rates (payee_id,
# member_month_cents). Out: `payable`, one row a payee for the month. A later
# version for the same month, made from corrected cover, replaces it.


def capitation(spans: ir.Table, rates: ir.Table, month: date, *, fund_id: str, version: int = 1) -> ir.Table:
    """`payable` of kind "capitation" for the month that `month` lies in.

    A member counts where a span holds on the day of the month that
    law/single_payer/paying names, once however many spans hold.
    """
    rule = law.parameter("single_payer/paying").at(month)
    counted = ibis.literal(month.replace(day=rule["counted_on"]))
    members = spans.filter((spans.start <= counted) & (spans.end >= counted))
    heads = members.group_by("payee_id").aggregate(members=members.person_id.nunique().cast("int64"))
    priced = rates.left_join(heads, "payee_id")
    return priced.select(
        payable_id=ibis.literal(f"capitation:{month:%Y-%m}:") + priced.payee_id,
        version=ibis.literal(version, "int64"),
        kind=ibis.literal("capitation"),
        payee_id=priced.payee_id,
        fund_id=ibis.literal(fund_id),
        received_on=counted,
        approved_on=counted,
        clean=ibis.literal(value=False),
        amount_cents=(ibis.coalesce(priced.members, 0) * priced.member_month_cents).cast("int64"),
    ).select(*ibis_schema(Payable).names)


PAYEE = ("fund_id", "payee_id")
OF_KIND = {"claims_cents": "claim", "capitation_cents": "capitation", "budget_cents": "budget"}


@dataclass(frozen=True, slots=True)
class Run:
    """The rows that a run adds: of `payment` and of `remittance`."""

    payment: ir.Table
    remittance: ir.Table


def run(
    payable: ir.Table, payment: ir.Table, remittance: ir.Table, refund: ir.Table, *, on: date, rule: PromptPay
) -> Run:
    """The run of day `on` under a rule of interest; append both its tables to the registry, or neither."""
    later = refund.filter(refund.refunded_on > ibis.literal(on)).select(day=ibis.literal(on)).distinct()
    added = due(payable, payment, on=on, rule=rule).anti_join(later, later.day == ibis.literal(on))
    return Run(added, _remittances(added, owed(remittance, refund), on))


def owed(remittance: ir.Table, refund: ir.Table) -> ir.Table:
    """fund_id, payee_id and `owed_cents`, int64: what each payee was overpaid and has not given back."""
    parts = [
        remittance.select(*PAYEE, owed_cents=remittance.reversed_cents - remittance.withheld_cents),
        refund.select(*PAYEE, owed_cents=-refund.amount_cents),
    ]
    every = ibis.union(*parts)
    return every.group_by(*PAYEE).aggregate(owed_cents=to_int64(every.owed_cents.sum()))


def due(payable: ir.Table, payment: ir.Table, *, on: date, rule: PromptPay) -> ir.Table:
    """New rows of `payment` on day `on`: the latest approved version of each, and reversals of what it replaces."""
    latest = in_force(payable, on)
    standing = standing_payments(payment)
    open_day = payment.filter(payment.run_on >= ibis.literal(on)).select(day=ibis.literal(on)).distinct()
    rows = _payments(latest, payment, standing, on, rule).union(_reversals(latest, standing, on))
    return rows.mutate(day=ibis.literal(on)).anti_join(open_day, "day").select(*ibis_schema(Payment).names)


def in_force(payable: ir.Table, on: date) -> ir.Table:
    """The latest version of each payable that is approved by day `on`."""
    approved = payable.filter(payable.approved_on <= ibis.literal(on))
    newest = approved.group_by("payable_id").aggregate(version=approved.version.max())
    return approved.inner_join(newest, ["payable_id", "version"]).select(*payable.columns)


def standing_payments(payment: ir.Table) -> ir.Table:
    """Payments of the registry that no reversal has taken back: at most one a payable."""
    back = payment.filter(payment.step == "reversal")
    return payment.filter(payment.step == "payment").anti_join(back, ["payable_id", "version"])


def _payments(latest: ir.Table, payment: ir.Table, standing: ir.Table, on: date, rule: PromptPay) -> ir.Table:
    before = standing.select(
        "payable_id",
        old_version="version",
        old_payee="payee_id",
        old_cents="amount_cents",
        old_interest="interest_cents",
    )
    fresh = latest.anti_join(payment.filter(payment.step == "payment"), ["payable_id", "version"])
    fresh = fresh.filter(fresh.payee_id.notnull()).left_join(before, "payable_id")
    fresh = fresh.filter(fresh.old_version.isnull() | (fresh.old_version < fresh.version))
    same = ibis.coalesce(fresh.old_payee == fresh.payee_id, ibis.literal(value=False))
    old, had = ibis.ifelse(same, fresh.old_cents, 0), ibis.ifelse(same, fresh.old_interest, 0)
    days = ibis.ifelse(fresh.clean, late_days(fresh.received_on, on, rule), 0).cast("int64")
    more = interest_cents(ibis.greatest(fresh.amount_cents - old, 0), days, rule)
    # Interest paid before stays in proportion to what of the sum stays: Claims Processing Manual 1, 80.2.2 D.
    kept = rounded_share(had * ibis.least(fresh.amount_cents, old), ibis.greatest(old, 1))
    return _row(fresh, on, step=ibis.literal("payment"), interest_cents=kept + more, late_days=days)


def _reversals(latest: ir.Table, standing: ir.Table, on: date) -> ir.Table:
    newer = latest.select("payable_id", newest="version")
    replaced = standing.inner_join(newer, "payable_id")
    replaced = replaced.filter(replaced.version < replaced.newest)
    return _row(
        replaced,
        on,
        step=ibis.literal("reversal"),
        amount_cents=-replaced.amount_cents,
        interest_cents=-replaced.interest_cents,
    )


def _row(rows: ir.Table, on: date, **columns: ir.Value) -> ir.Table:
    types = dict(ibis_schema(Payment).items())
    return rows.mutate(run_on=ibis.literal(on), **columns).select(*types).cast(types)


def _remittances(added: ir.Table, owed: ir.Table, on: date) -> ir.Table:
    amount, forward = added.amount_cents + added.interest_cents, added.step == "payment"
    of_kind = {name: (added.kind == kind).ifelse(added.amount_cents, 0).sum() for name, kind in OF_KIND.items()}
    summed = added.group_by(*PAYEE).aggregate(
        interest_cents=added.interest_cents.sum(),
        gross_cents=forward.ifelse(amount, 0).sum(),
        reversed_cents=forward.ifelse(0, -amount).sum(),
        **of_kind,
    )
    beside = summed.left_join(owed, list(PAYEE))
    opening = ibis.coalesce(beside.owed_cents, 0)
    owing = opening + beside.reversed_cents
    withheld = ibis.least(beside.gross_cents, owing)
    types = dict(ibis_schema(PayeeRemittance).items())
    return (
        beside.mutate(
            run_on=ibis.literal(on),
            opening_cents=opening,
            withheld_cents=withheld,
            paid_cents=beside.gross_cents - withheld,
            closing_cents=owing - withheld,
        )
        .select(*types)
        .cast(types)
    )

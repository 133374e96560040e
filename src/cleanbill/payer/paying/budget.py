"""Global budgets: a hospital's year in twelve instalments that add up to the cent.

In: budgets (payee_id, budget_cents). Out: `payable`, twelve rows a payee.
Cents that do not divide by twelve go one each to the first months: with equal
parts that is the method of the largest remainder.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.tables import ibis_schema
from cleanbill.payer.paying.tables import Payable

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

"""Prices looked up in plain fee tables: outpatient, surgery centres, laboratory, drugs, equipment, dental.

A line looks on one schedule. A professional line whose code the physician fee
schedule leaves to others looks on PROFESSIONAL, the first schedule that has
the code. Law: us/outpatient_status.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law, on_the_day
from cleanbill.care.fees.schedules import Schedules

LAW = "us/outpatient_status"
OPPS, ASC = "opps", "asc"
PROFESSIONAL = ("clfs", "asp", "dmepos", "ambulance")
PROFESSIONAL_SCHEDULE = "professional"
TAKEN = ("status", "amount_e4", "source", "listed")
DISCOUNTED = "the half price of a second procedure is not modelled"
CENT_E2 = 100  # hundredths of a cent in one cent


def by_table(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """`lines` with `table_cents`, `table_rule`, `table_source`, `table_reason` and `discounted`: half beside another.

    `lines` has `schedule` (null for none), code, units, spaced `modifiers` and service_date.
    The first modifier is looked for, then the amount for none.
    """
    fees = _fees(schedules.fee)
    lines = lines.mutate(first_modifier=lines.modifiers.strip()[:2], no_modifier=ibis.literal(""))
    keys = {"schedule": "schedule", "code": "code"}
    special = fees.filter(fees.modifier != "")
    lines = on_the_day(lines, special, keys | {"first_modifier": "modifier"}, "special_", *TAKEN)
    lines = on_the_day(lines, fees, keys | {"no_modifier": "modifier"}, "plain_", *TAKEN)
    lines = lines.mutate(
        table_status=ibis.coalesce(lines.special_status, lines.plain_status),
        table_e4=ibis.coalesce(lines.special_amount_e4, lines.plain_amount_e4),
        table_source=ibis.coalesce(lines.special_source, lines.plain_source),
        table_rule=ibis.literal("fee table ").concat(ibis.coalesce(lines.special_listed, lines.plain_listed)),
    ).drop(*(f"{prefix}_{name}" for prefix in ("special", "plain") for name in TAKEN), "first_modifier", "no_modifier")
    amount = ((lines.table_e4 * lines.units + CENT_E2 // 2) // CENT_E2).cast("int64")
    lines = lines.mutate(table_cents=amount, discounted=_discounted(lines))
    return lines.mutate(table_reason=_reason(lines)).drop("table_status")


def _fees(fee: ir.Table) -> ir.Table:
    """Fees by the schedule that a line looks on, with the schedule that lists them."""
    rank = ibis.cases(
        *((fee.schedule == name, ibis.literal(place, "int64")) for place, name in enumerate(PROFESSIONAL)),
        else_=ibis.null("int64"),
    )
    ranked = fee.mutate(listed=fee.schedule, rank=rank)
    open_to_all = ranked.filter(ranked["rank"].notnull())
    first = open_to_all.group_by("code").aggregate(first_rank=open_to_all["rank"].min())
    once = open_to_all.inner_join(first, "code").filter(lambda both: both["rank"] == both.first_rank)
    professional = once.mutate(schedule=ibis.literal(PROFESSIONAL_SCHEDULE))
    columns = [*fee.columns, "listed"]
    return ranked.select(columns).union(professional.select(columns))


def _reason(lines: ir.Table) -> ir.StringValue:
    alone = by_law(lines, LAW, lambda held: lines.table_status.isin(held["alone"])).fill_null(False)
    return ibis.cases(
        (lines.schedule.isnull(), "no schedule prices codes of that system"),
        (lines.table_e4.isnull(), ibis.literal("no fee on schedule ").concat(lines.schedule, " on that day")),
        ((lines.schedule == OPPS) & ~alone, "outpatient packaging is not modelled"),
        (lines.units < 1, "no units"),
        (lines.table_cents == 0, "the fee is zero"),
        else_=ibis.null("string"),
    )


def _discounted(lines: ir.Table) -> ir.BooleanValue:
    by_status = by_law(lines, LAW, lambda held: lines.table_status.isin(held["discounted"]))
    return (by_status & (lines.schedule == OPPS)).fill_null(False)

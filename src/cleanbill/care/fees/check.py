"""Holds the physician formula against CMS's own published amounts, where they were loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.amount import amount_cents
from cleanbill.care.fees.dated import by_law, on_the_day
from cleanbill.care.fees.period import FACTOR
from cleanbill.care.fees.schedules import Schedules


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many published amounts there are, how many have RVUs to price by, and how many of those are equal."""

    published: int
    priced: int
    equal: int


def check_published(con: Any, schedules: Schedules) -> Agreement:
    """The agreement of both amounts, in and outside a facility, over every published row."""
    rows = compared(schedules)
    counts = rows.aggregate(
        published=rows.count(), priced=rows.priced.sum().fill_null(0), equal=rows.equal.sum().fill_null(0)
    )
    return Agreement(**{name: int(value) for name, value in con.to_pyarrow(counts).to_pylist()[0].items()})


def compared(schedules: Schedules) -> ir.Table:
    """Published rows with `ours_cents`, `ours_facility_cents`, `priced` and `equal`."""
    rows = schedules.published.mutate(service_date=schedules.published.start)
    rows = on_the_day(
        rows,
        schedules.rvu,
        {"code": "code", "component": "component"},
        "rvu_",
        "work_e2",
        "pe_e2",
        "facility_pe_e2",
        "mp_e2",
    )
    rows = on_the_day(
        rows, schedules.gpci, {"carrier": "carrier", "locality": "locality"}, "gpci_", "work_e3", "pe_e3", "mp_e3"
    )
    rows = rows.mutate(factor_e4=by_law(rows, FACTOR, lambda factor: ibis.literal(factor, "int64")))
    ours = amount_cents(rows, rows.rvu_work_e2, rows.rvu_pe_e2, rows.rvu_mp_e2)
    in_facility = amount_cents(rows, rows.rvu_work_e2, rows.rvu_facility_pe_e2, rows.rvu_mp_e2)
    rows = rows.mutate(ours_cents=ours, ours_facility_cents=in_facility, priced=ours.notnull().cast("int64"))
    same = (rows.ours_cents == rows.amount_cents) & (rows.ours_facility_cents == rows.facility_amount_cents)
    return rows.mutate(equal=same.fill_null(False).cast("int64"))

"""Anaesthesia: (base units + minutes in tenths of a unit) x the locality's factor. Law: us/anesthesia_payment."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law, on_the_day
from cleanbill.care.fees.modifiers import has, has_any
from cleanbill.care.fees.schedules import Schedules
from cleanbill.engine import share_bp

LAW = "us/anesthesia_payment"


def anesthesia(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """`lines` with `is_anesthesia`, `anesthesia_cents` and `anesthesia_reason`.

    `lines` has code, minutes, spaced `modifiers`, carrier, locality and service_date.
    """
    lines = on_the_day(lines, schedules.anesthesia_base, {"code": "code"}, "base_", "base_units")
    keys = {"carrier": "carrier", "locality": "locality"}
    lines = on_the_day(lines, schedules.anesthesia_factor, keys, "anesthesia_", "factor_cents", "source")
    per_unit = by_law(lines, LAW, lambda held: ibis.literal(held["minutes_per_unit"], "int64"))
    tenths = lines.base_base_units * 10 + (lines.minutes * 20 + per_unit) // (per_unit * 2)
    full = ((tenths * lines.anesthesia_factor_cents + 5) // 10).cast("int64")
    lines = lines.mutate(anesthesia_bp=_share(lines), is_anesthesia=lines.base_base_units.notnull())
    return lines.mutate(anesthesia_cents=share_bp(full, lines.anesthesia_bp), anesthesia_reason=_reason(lines))


def _share(lines: ir.Table) -> ir.IntegerValue:
    """The share for who gave or directed it, null where no modifier says."""
    return by_law(
        lines,
        LAW,
        lambda held: ibis.cases(
            *((has(lines.modifiers, word), ibis.literal(rate, "int64")) for word, rate in held["modifier_bp"].items())
        ),
    )


def _reason(lines: ir.Table) -> ir.StringValue:
    report = by_law(lines, LAW, lambda held: has_any(lines.modifiers, held["by_report"])).fill_null(False)
    return ibis.cases(
        (lines.locality.isnull(), "the provider's locality is not known"),
        (lines.anesthesia_factor_cents.isnull(), "no anaesthesia factor of the locality on that day"),
        (lines.minutes.isnull() | (lines.minutes < 1), "no minutes of anaesthesia"),
        (report, "a modifier asks for a price by report"),
        (lines.anesthesia_bp.isnull(), "no modifier says who gave the anaesthesia"),
        else_=ibis.null("string"),
    )

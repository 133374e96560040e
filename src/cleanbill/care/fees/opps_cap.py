"""Imaging is paid at most what a hospital outpatient department is paid for its technical part. Law: us/imaging_cap."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law

LAW = "us/imaging_cap"


def capped(lines: ir.Table, cents: ir.IntegerValue, cap: ir.IntegerValue) -> ir.IntegerValue:
    """The lesser of `cents` and `cap` where the law caps, `cents` where `cap` is null."""
    caps = by_law(lines, LAW, lambda held: ibis.literal(held["capped"])).fill_null(False)
    return ibis.ifelse((caps & (cap < cents)).fill_null(False), cap, cents)

"""Imaging with old equipment (modifiers FX, FY, CT) is paid less for its technical part. Law: us/imaging_equipment."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law
from cleanbill.care.fees.modifiers import has, has_any
from cleanbill.care.fees.opps_cap import capped
from cleanbill.engine import share_bp

LAW = "us/imaging_equipment"


def with_unit(lines: ir.Table) -> ir.Table:
    """`lines` with `unit_cents`: the amount of a unit after the outpatient cap and what equipment takes off.

    `lines` has PARTS of `amount` and spaced `modifiers`. Null where equipment
    takes from a technical part that is not known.
    """
    paid = capped(lines, lines.amount_cents, lines.cap_cents)
    technical = capped(lines, lines.technical_cents, lines.technical_cap_cents)
    return lines.mutate(unit_cents=ibis.ifelse(_told(lines), paid - technical + kept(lines, technical), paid))


def kept(lines: ir.Table, technical: ir.IntegerValue) -> ir.IntegerValue:
    """What is left of a technical part in cents, one modifier after another, each rounded."""
    return by_law(lines, LAW, lambda held: _after_each(lines, technical, held))


def _after_each(lines: ir.Table, cents: ir.IntegerValue, rates: Mapping[str, int]) -> ir.IntegerValue:
    for modifier, rate in rates.items():
        cents = ibis.ifelse(has(lines.modifiers, modifier), share_bp(cents, rate), cents)
    return cents


def _told(lines: ir.Table) -> ir.BooleanValue:
    """Whether a modifier of old equipment stands on the line."""
    return by_law(lines, LAW, lambda held: has_any(lines.modifiers, held)).fill_null(False)

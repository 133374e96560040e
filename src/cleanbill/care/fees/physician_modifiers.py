"""What modifiers 50, 62, 80, 81, 82, AS and those that are pended do to a physician's price.

Law: us/physician_modifiers.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law, by_word
from cleanbill.care.fees.modifiers import has, has_any
from cleanbill.core.money import WHOLE_BP
from cleanbill.engine import share_bp

LAW = "us/physician_modifiers"
CO_SURGEON = "62"
ASSISTANTS = ("80", "81", "82")
NON_PHYSICIAN_ASSISTANT = "AS"


def sided_cents(lines: ir.Table) -> ir.IntegerValue:
    """`unit_cents` of both sides where modifier 50 says so, null where it does not apply to the code."""
    rate = by_law(lines, LAW, lambda held: by_word(lines.rvu_bilateral, held["bilateral_bp"]))
    both = share_bp(lines.unit_cents, rate)
    return ibis.ifelse(has(lines.modifiers, "50"), both, lines.unit_cents)


def role_bp(lines: ir.Table) -> ir.IntegerValue:
    """The share for the surgeon's role, basis points; null where the code does not pay for that role."""
    two, assists = has(lines.modifiers, CO_SURGEON), has_any(lines.modifiers, ASSISTANTS)
    non_physician = has(lines.modifiers, NON_PHYSICIAN_ASSISTANT)
    return ibis.cases(
        (two & (assists | non_physician), ibis.null("int64")),
        (two, _rate(lines, "co_surgeon_bp", lines.rvu_co_surgeon)),
        (non_physician, _rate(lines, "assistant_nonphysician_bp", lines.rvu_assistant)),
        (assists, _rate(lines, "assistant_bp", lines.rvu_assistant)),
        else_=ibis.literal(WHOLE_BP, "int64"),
    )


def pended_modifier(lines: ir.Table) -> ir.StringValue:
    """Why a modifier leaves the price open, or null."""
    return by_law(lines, LAW, lambda held: _first_told(lines, held["pended"]))


def _first_told(lines: ir.Table, why: Mapping[str, str]) -> ir.StringValue:
    told = ((has(lines.modifiers, modifier), words) for modifier, words in why.items())
    return ibis.cases(*told, else_=ibis.null("string"))


def _rate(lines: ir.Table, name: str, indicator: ir.StringValue) -> ir.IntegerValue:
    return by_law(lines, LAW, lambda held: by_word(indicator, held[name]))

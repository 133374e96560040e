"""Tells lines apart by network and preventive care, and finds the plan's terms for each.

In: `claim_line` with, perhaps, `in_network` (true or false), and the terms of plans. Out: the lines with
`variant` (in, out, preventive), or with the numbers of their terms and the plan's price level.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.payer.plan import IN, OUT, PREVENTIVE
from cleanbill.payer.surprises import protected

CODES = "us/preventive_codes"
NUMBERED = ("terms_no", "accumulator_no", "plan_price_bp")


def with_variant(lines: ir.Table, day: date) -> ir.Table:
    """`lines` with `variant`, by the codes in force on `day`; out of network nothing is free.

    With `network_facility`, a surprise that the law protects (`surprises`) has the network's terms.
    """
    preventive = lines.code.isin(law.parameter(CODES).at(day)["codes"]).fill_null(False)
    inside = lines.in_network.fill_null(True) if "in_network" in lines.columns else ibis.literal(True)
    if "network_facility" in lines.columns:
        inside = inside | protected(lines, lines.network_facility.fill_null(False))
    return lines.mutate(variant=ibis.cases((~inside, OUT), (preventive, PREVENTIVE), else_=IN))


def numbered_terms(placed: ir.Table, terms: ir.Table) -> ir.Table:
    """`placed` (plan_id, benefit) with NUMBERED of its terms, by `variant` where lines and terms have it."""
    keys = ["plan_id", "benefit"]
    if "variant" in terms.columns and "variant" in placed.columns:
        keys.append("variant")
    elif "variant" in terms.columns:
        terms = terms.filter(terms.variant == IN)
    return placed.inner_join(terms.select(*NUMBERED, *keys), keys)
